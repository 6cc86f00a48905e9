//! The file in which answers are kept: an append-only log of checked frames, with an index in memory.
//!
//! In go (key, day, bytes), out come the latest bytes of a key, or that they are damaged. The log knows nothing of papers.
//!
//! Why a log: a killed writer leaves at most a torn last frame, which the next writer cuts off; a damaged place costs only the answer that stood
//! there, because readers find the next frame behind it; and readers need no lock, because what is written is never changed. Only the holder of
//! the folder's [`Lock`](super::lock::Lock) appends.
//!
//! Frame: mark, key length, value length, raw length, day, check of the value (16 bytes), check of all before and the key (8 bytes), key, value (zstd).

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::catalog::CatalogError;
use crate::paper::Date;

/// The number rises when the format changes; old files are then left alone, never misread.
pub(super) const FILE_NAME: &str = "citegraph-v1.answers";
const HEAD: &[u8] = b"citegraph answers 1\n";
/// Head, 16 letters that tell one life of the file from the next, line end.
const HEAD_LENGTH: u64 = HEAD.len() as u64 + 17;
const MARK: [u8; 4] = *b"\xC1TG1";
const FRAME: usize = 44;
const LONGEST_KEY: u32 = 1 << 16;
/// An answer is at most some 10 MB; a length beyond this is damage.
const LONGEST_VALUE: u32 = 1 << 28;
const COMPRESSION: i32 = 3;

#[derive(Clone, Debug)]
pub(super) struct Place {
    offset: u64,
    length: u32,
    raw_length: u32,
    check: [u8; 16],
    pub asked: Date,
}

/// A value that is no longer what was written.
#[derive(Debug)]
pub(super) struct Damaged;

pub(super) struct NewRecord {
    pub key: String,
    pub asked: Date,
    pub value: Vec<u8>,
}

pub(super) struct Store {
    path: PathBuf,
    file: Option<File>,
    life: [u8; 17],
    index: HashMap<String, Place>,
    /// End of the last good frame: what lies behind is torn.
    end: u64,
    /// Places where no frame could be read, with frames behind them.
    pub gaps: u32,
    /// Frames that a later one of the same key replaced.
    pub superseded: u32,
    /// Later answers are not looked at.
    until: Option<Date>,
    /// First and last day of any frame, replaced ones included.
    pub days: Option<(Date, Date)>,
}

/// Of a file whose head is damaged.
const NO_LIFE: [u8; 17] = [0; 17];

/// The beginning of a head, and nothing else.
fn is_torn_head(file: &mut File) -> bool {
    let mut bytes = Vec::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(HEAD_LENGTH).read_to_end(&mut bytes));
    read.is_ok() && (bytes.len() as u64) < HEAD_LENGTH && (HEAD.starts_with(&bytes) || bytes.starts_with(HEAD))
}

impl Store {
    /// Opens for reading; a missing file is an empty store.
    pub(super) fn open(path: &Path) -> Result<Store, CatalogError> {
        Store::open_view(path, None)
    }

    /// As it was at the end of that day: only for reading. Answers that `prune` dropped or an import left out are gone.
    pub(super) fn open_until(path: &Path, day: Date) -> Result<Store, CatalogError> {
        Store::open_view(path, Some(day))
    }

    fn open_view(path: &Path, until: Option<Date>) -> Result<Store, CatalogError> {
        let path = path.to_owned();
        let mut store =
            Store { path, file: None, life: [0; 17], index: HashMap::new(), end: HEAD_LENGTH, gaps: 0, superseded: 0, until, days: None };
        store.reload()?;
        Ok(store)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = (&String, &Place)> {
        self.index.iter()
    }

    pub(super) fn place(&self, key: &str) -> Option<&Place> {
        self.index.get(key)
    }

    /// Bytes of the file, and of these the ones behind the last good frame.
    pub(super) fn sizes(&self) -> (u64, u64) {
        let length = self.file.as_ref().and_then(|file| file.metadata().ok()).map_or(0, |data| data.len());
        (length, length.saturating_sub(self.end))
    }

    /// Takes in what others have written since.
    pub(super) fn refresh(&mut self) -> Result<(), CatalogError> {
        let now = fs::File::open(&self.path).ok().and_then(|mut file| read_life(&mut file).ok().flatten());
        if self.file.is_none() || now.unwrap_or(NO_LIFE) != self.life { self.reload() } else { self.scan() }
    }

    fn reload(&mut self) -> Result<(), CatalogError> {
        self.index.clear();
        (self.end, self.gaps, self.superseded) = (HEAD_LENGTH, 0, 0);
        self.file = None;
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(CatalogError::io("read the cache file", &self.path)(error)),
        };
        let life = read_life(&mut file).map_err(CatalogError::io("read the cache file", &self.path))?;
        // A writer killed before the first line was whole has left nothing.
        if life.is_none() && is_torn_head(&mut file) {
            return Ok(());
        }
        self.life = life.unwrap_or(NO_LIFE);
        self.file = Some(file);
        self.scan()?;
        if life.is_none() {
            // Damage in the first line costs nothing but the line; without a single sound record the file is somebody else's.
            if self.index.is_empty() {
                self.file = None;
                return Err(CatalogError::NotACache { path: self.path.clone() });
            }
            self.gaps += 1;
        }
        Ok(())
    }

    /// Reads frames from `end` on.
    fn scan(&mut self) -> Result<(), CatalogError> {
        let Some(file) = &self.file else { return Ok(()) };
        let failed = CatalogError::io("read the cache file", &self.path);
        let scanned = scan_frames(file, self.end).map_err(failed)?;
        for (key, place) in scanned.frames {
            let (first, last) = self.days.unwrap_or((place.asked, place.asked));
            self.days = Some((first.min(place.asked), last.max(place.asked)));
            if self.until.is_some_and(|day| place.asked.first_day() > day.first_day()) {
                continue;
            }
            self.superseded += u32::from(self.index.insert(key, place).is_some());
        }
        self.end = scanned.end;
        self.gaps += scanned.gaps;
        Ok(())
    }

    /// The latest value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Result<Vec<u8>, Damaged>> {
        let place = self.index.get(key)?;
        let file = self.file.as_ref()?;
        Some(read_value(file, place).ok_or(Damaged))
    }

    /// Appends records with one write and waits until the disk has them. Only for the holder of the lock, after [`Store::refresh`].
    pub(super) fn append(&mut self, records: Vec<NewRecord>) -> io::Result<()> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)?;
        if self.file.is_none() || file.metadata()?.len() < HEAD_LENGTH {
            // A new file, or somebody removed the old one under our hands.
            self.index.clear();
            self.life = new_life();
            file.set_len(0)?;
            file.write_all(HEAD)?;
            file.write_all(&self.life)?;
            self.end = HEAD_LENGTH;
        } else if self.life == NO_LIFE {
            self.life = new_life();
            file.write_all(HEAD)?;
            file.write_all(&self.life)?;
        }
        // What lies behind the last good frame is the half-written answer of somebody who was killed.
        if file.metadata()?.len() > self.end {
            file.set_len(self.end)?;
        }
        let mut bytes = Vec::new();
        let mut places = Vec::new();
        for record in records {
            let (frame, place) = frame(&record, self.end + bytes.len() as u64)?;
            bytes.extend_from_slice(&frame);
            places.push((record.key, place));
        }
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        self.end += bytes.len() as u64;
        self.file = Some(file);
        for (key, place) in places {
            self.superseded += u32::from(self.index.insert(key, place).is_some());
        }
        Ok(())
    }

    /// Writes the latest good record of every key that `keep` wants to a new file beside `target`, then puts it in place at once.
    /// Sorted by key: equal caches give equal files but for their first line. Returns (records kept, records dropped).
    pub(super) fn copy_to(&self, target: &Path, keep: impl Fn(&str, &Place) -> bool) -> Result<(u32, u32), CatalogError> {
        let failed = || CatalogError::io("write the cache file", target);
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = tempfile::NamedTempFile::new_in(folder).map_err(failed())?;
        let mut copy = Store::open(temporary.path()).map_err(|_| CatalogError::NotACache { path: target.to_owned() })?;
        let mut keys: Vec<(&String, &Place)> = self.keys().collect();
        keys.sort_unstable_by_key(|(key, _)| *key);
        let (mut kept, mut dropped) = (0, self.superseded);
        let mut records = Vec::new();
        let mut bytes = 0;
        for (key, place) in keys {
            match self.get(key) {
                Some(Ok(value)) if keep(key, place) => {
                    bytes += value.len();
                    records.push(NewRecord { key: key.clone(), asked: place.asked, value });
                    kept += 1;
                }
                _ => dropped += 1,
            }
            if bytes > 16 << 20 {
                copy.append(std::mem::take(&mut records)).map_err(failed())?;
                bytes = 0;
            }
        }
        copy.append(records).map_err(failed())?;
        temporary.persist(target).map_err(|error| failed()(error.error))?;
        Ok((kept, dropped))
    }
}

fn read_life(file: &mut File) -> io::Result<Option<[u8; 17]>> {
    let mut head = [0; HEAD_LENGTH as usize];
    file.seek(SeekFrom::Start(0))?;
    match file.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let (words, life) = head.split_at(HEAD.len());
    let whole = words == HEAD && life[16] == b'\n' && life[..16].iter().all(u8::is_ascii_hexdigit);
    Ok(whole.then(|| life.try_into().expect("17 bytes are left")))
}

/// Sixteen letters no other life of this file has: time, process and a counter, hashed.
fn new_life() -> [u8; 17] {
    static COUNTER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    let count = COUNTER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let hash = blake3::hash(format!("{time} {} {count}", std::process::id()).as_bytes()).to_hex();
    let mut life = [b'\n'; 17];
    life[..16].copy_from_slice(&hash.as_bytes()[..16]);
    life
}

fn frame(record: &NewRecord, at: u64) -> io::Result<(Vec<u8>, Place)> {
    let length_of = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput));
    let value = zstd::bulk::compress(&record.value, COMPRESSION)?;
    let (key_length, length, raw_length) = (length_of(record.key.as_bytes())?, length_of(&value)?, length_of(&record.value)?);
    if key_length > LONGEST_KEY || raw_length > LONGEST_VALUE {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let check: [u8; 16] = blake3::hash(&value).as_bytes()[..16].try_into().expect("a hash has 32 bytes");
    let mut bytes = Vec::with_capacity(FRAME + record.key.len() + value.len());
    bytes.extend_from_slice(&MARK);
    for number in [key_length, length, raw_length] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&record.asked.first_day().to_le_bytes());
    bytes.extend_from_slice(&check);
    let head_check = head_check(&bytes, record.key.as_bytes());
    bytes.extend_from_slice(&head_check);
    bytes.extend_from_slice(record.key.as_bytes());
    let offset = at + bytes.len() as u64;
    bytes.extend_from_slice(&value);
    Ok((bytes, Place { offset, length, raw_length, check, asked: record.asked }))
}

fn head_check(head: &[u8], key: &[u8]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(head).update(key);
    hasher.finalize().as_bytes()[..8].try_into().expect("a hash has 32 bytes")
}

struct Scanned {
    frames: Vec<(String, Place)>,
    end: u64,
    gaps: u32,
}

fn scan_frames(file: &File, from: u64) -> io::Result<Scanned> {
    let length = file.metadata()?.len();
    let mut scanned = Scanned { frames: Vec::new(), end: from, gaps: 0 };
    let mut reader = BufReader::with_capacity(8 << 10, file);
    reader.seek(SeekFrom::Start(from))?;
    let mut at = from;
    while at < length {
        if let Some((key, place)) = read_frame(&mut reader, at, length)? {
            at = place.offset + u64::from(place.length);
            reader.seek_relative(i64::from(place.length))?;
            scanned.frames.push((key, place));
            scanned.end = at;
            continue;
        }
        match next_frame(file, at + 1, length)? {
            Some(next) => {
                scanned.gaps += 1;
                at = next;
                reader.seek(SeekFrom::Start(at))?;
            }
            None => break,
        }
    }
    Ok(scanned)
}

/// The frame at `at`, when there is a whole one; the reader then stands at its value.
fn read_frame(reader: &mut impl Read, at: u64, file_length: u64) -> io::Result<Option<(String, Place)>> {
    let left = file_length - at;
    let mut head = [0; FRAME];
    if left < FRAME as u64 {
        return Ok(None);
    }
    reader.read_exact(&mut head)?;
    let number = |place: usize| u32::from_le_bytes(head[place..place + 4].try_into().expect("four bytes"));
    let (key_length, length, raw_length) = (number(4), number(8), number(12));
    let whole = FRAME as u64 + u64::from(key_length) + u64::from(length);
    if head[..4] != MARK || key_length > LONGEST_KEY || raw_length > LONGEST_VALUE || whole > left {
        return Ok(None);
    }
    let mut key = vec![0; key_length as usize];
    reader.read_exact(&mut key)?;
    if head_check(&head[..36], &key) != head[36..44] {
        return Ok(None);
    }
    let day = i32::from_le_bytes(head[16..20].try_into().expect("four bytes"));
    let (Ok(key), Some(asked)) = (String::from_utf8(key), Date::from_epoch_days(day)) else { return Ok(None) };
    let check = head[20..36].try_into().expect("sixteen bytes");
    let offset = at + FRAME as u64 + u64::from(key_length);
    Ok(Some((key, Place { offset, length, raw_length, check, asked })))
}

/// Where behind a damaged place the next whole frame begins.
fn next_frame(mut file: &File, from: u64, length: u64) -> io::Result<Option<u64>> {
    const WINDOW: usize = 1 << 20;
    let mut window = vec![0; WINDOW];
    let mut start = from;
    while start < length {
        file.seek(SeekFrom::Start(start))?;
        let size = WINDOW.min(usize::try_from(length - start).unwrap_or(WINDOW));
        file.read_exact(&mut window[..size])?;
        for found in memchr::memmem::find_iter(&window[..size], &MARK) {
            let at = start + found as u64;
            file.seek(SeekFrom::Start(at))?;
            if read_frame(&mut file, at, length)?.is_some() {
                return Ok(Some(at));
            }
        }
        if size < WINDOW {
            break;
        }
        // A mark may lie across two windows.
        start += (WINDOW - MARK.len() + 1) as u64;
    }
    Ok(None)
}

fn read_value(mut file: &File, place: &Place) -> Option<Vec<u8>> {
    let mut bytes = vec![0; place.length as usize];
    file.seek(SeekFrom::Start(place.offset)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    if blake3::hash(&bytes).as_bytes()[..16] != place.check {
        return None;
    }
    let value = zstd::bulk::decompress(&bytes, place.raw_length as usize).ok()?;
    (value.len() == place.raw_length as usize).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(key: &str, value: &[u8]) -> NewRecord {
        NewRecord { key: key.to_owned(), asked: "2024-05-06".parse().unwrap(), value: value.to_vec() }
    }

    fn three(folder: &Path) -> PathBuf {
        let path = folder.join(FILE_NAME);
        let mut store = Store::open(&path).unwrap();
        store.append(vec![record("a", b"first"), record("b", &[7; 3_000])]).unwrap();
        store.append(vec![record("c", b"third")]).unwrap();
        path
    }

    fn value(store: &Store, key: &str) -> Option<Vec<u8>> {
        store.get(key).and_then(Result::ok)
    }

    #[test]
    fn what_was_written_is_read_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&three(folder.path())).unwrap();
        assert_eq!(value(&store, "a").unwrap(), b"first");
        assert_eq!(value(&store, "b").unwrap(), [7; 3_000]);
        assert_eq!(store.place("c").unwrap().asked.to_string(), "2024-05-06");
        assert!(value(&store, "d").is_none());
    }

    #[test]
    fn a_file_cut_anywhere_keeps_every_whole_frame_and_can_be_written_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = three(folder.path());
        let whole = fs::read(&path).unwrap();
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            let mut store = Store::open(&path).unwrap();
            assert_eq!(store.gaps, 0);
            let known = store.keys().count();
            store.append(vec![record("d", b"new")]).unwrap();
            let again = Store::open(&path).unwrap();
            assert_eq!(again.keys().count(), known + 1, "cut at {length}");
            assert_eq!(value(&again, "d").unwrap(), b"new");
        }
    }

    #[test]
    fn one_damaged_byte_costs_at_most_one_record_and_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = three(folder.path());
        let whole = fs::read(&path).unwrap();
        for place in HEAD_LENGTH as usize..whole.len() {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x40;
            fs::write(&path, &bytes).unwrap();
            let store = Store::open(&path).unwrap();
            let good = ["a", "b", "c"].iter().filter(|key| value(&store, key).is_some()).count();
            assert_eq!(good, 2, "damage at {place}");
            for (key, original) in [("a", &b"first"[..]), ("b", &[7; 3_000]), ("c", b"third")] {
                assert!(value(&store, key).is_none_or(|v| v == original));
            }
        }
    }

    #[test]
    fn a_view_of_a_day_knows_what_was_answered_by_then() {
        let folder = tempfile::tempdir().unwrap();
        let path = three(folder.path());
        let mut store = Store::open(&path).unwrap();
        let later = |key: &str, value: &[u8]| NewRecord { asked: "2024-05-09".parse().unwrap(), ..record(key, value) };
        store.append(vec![later("a", b"newer"), later("d", b"fourth")]).unwrap();
        let on = |day: &str| Store::open_until(&path, day.parse().unwrap()).unwrap();
        assert_eq!(value(&on("2024-05-08"), "a").unwrap(), b"first");
        assert!(value(&on("2024-05-08"), "d").is_none());
        assert_eq!(value(&on("2024-05-09"), "a").unwrap(), b"newer");
        assert_eq!(on("2024-05-05").keys().count(), 0);
    }

    #[test]
    fn a_file_of_somebody_else_is_not_a_cache() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, [0; 100]).unwrap();
        assert!(matches!(Store::open(&path), Err(CatalogError::NotACache { .. })));
    }

    #[test]
    fn a_damaged_head_costs_no_answer_and_is_mended_by_the_next_writer() {
        let folder = tempfile::tempdir().unwrap();
        let path = three(folder.path());
        let sound = fs::read(&path).unwrap();
        for place in [0, 5, 19, 25, 36] {
            let mut bytes = sound.clone();
            bytes[place] ^= 0x20;
            bytes[place] = if bytes[place].is_ascii_hexdigit() { b'!' } else { bytes[place] };
            fs::write(&path, &bytes).unwrap();
            let mut store = Store::open(&path).unwrap();
            assert_eq!((value(&store, "a").unwrap(), store.keys().count(), store.gaps), (b"first".to_vec(), 3, 1), "byte {place}");
            store.refresh().unwrap();
            store.append(vec![record("d", b"fourth")]).unwrap();
            let again = Store::open(&path).unwrap();
            assert_eq!((again.keys().count(), again.gaps), (4, 0), "byte {place}");
        }
        fs::write(&path, &sound[..20]).unwrap();
        assert_eq!(Store::open(&path).unwrap().keys().count(), 0, "a head cut short is nothing yet");
        fs::write(&path, b"not ours").unwrap();
        assert!(Store::open(&path).is_err());
    }

    #[test]
    fn a_reader_takes_in_what_another_wrote_and_a_file_put_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = three(folder.path());
        let mut reader = Store::open(&path).unwrap();
        let mut writer = Store::open(&path).unwrap();
        writer.append(vec![record("a", b"newer"), record("d", b"fourth")]).unwrap();
        assert_eq!(value(&reader, "a").unwrap(), b"first");
        reader.refresh().unwrap();
        assert_eq!(value(&reader, "a").unwrap(), b"newer");
        assert_eq!(reader.copy_to(&path, |key, _| key != "c").unwrap(), (3, 2));
        writer.refresh().unwrap();
        assert_eq!(writer.keys().count(), 3);
        assert_eq!(value(&writer, "d").unwrap(), b"fourth");
    }
}
