//! Files that hold no list this program reads: named, with a way round.

use super::formats::Unreadable;

/// What a file is that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unread {
    Empty,
    Pdf,
    Word,
    Zip,
    Gzip,
    OldExcel,
    Picture,
    Binary,
}

/// What the first bytes say; text is none of these.
pub(super) fn recognise(bytes: &[u8]) -> Option<Unread> {
    let head = &bytes[..bytes.len().min(4096)];
    let blank = bytes.iter().take(65_536).all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf));
    if blank && bytes.len() <= 65_536 {
        return Some(Unread::Empty);
    }
    if head.starts_with(b"%PDF") || memchr::memmem::find(&head[..head.len().min(1024)], b"%PDF-1.").is_some() {
        return Some(Unread::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let named = |name: &[u8]| memchr::memmem::find(head, name).is_some();
        return Some(if named(b"word/") || named(b"opendocument.text") { Unread::Word } else { Unread::Zip });
    }
    if head.starts_with(&[0x1f, 0x8b]) || head.starts_with(b"BZh") || head.starts_with(b"7z\xbc\xaf") || head.starts_with(b"\xfd7zXZ") {
        return Some(Unread::Gzip);
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some(Unread::OldExcel);
    }
    if head.starts_with(b"\x89PNG") || head.starts_with(&[0xff, 0xd8, 0xff]) || head.starts_with(b"GIF8") || head.starts_with(b"RIFF") {
        return Some(Unread::Picture);
    }
    if head.starts_with(b"{\\rtf") {
        return Some(Unread::Word);
    }
    let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    // One NUL may be a slip of an editor; many are no text.
    (!utf16 && zeros * 50 > head.len()).then_some(Unread::Binary)
}

impl Unread {
    /// The message and the way round.
    pub fn refusal(self) -> Unreadable {
        let (message, hint) = match self {
            Unread::Empty => ("the file is empty", "name a file that holds a list; `citegraph help parse` names the formats"),
            Unread::Pdf => (
                "the file is a PDF; lists in PDF are not read",
                "export the references as BibTeX or RIS from your reference manager, or save the page as Markdown or HTML",
            ),
            Unread::Word => {
                ("the file is a Word document; such lists are not read", "save it as HTML or Markdown, for example with `pandoc -t gfm`")
            }
            Unread::Zip => ("the file is a ZIP archive; archives are not read", "unpack it and name the list in it"),
            Unread::Gzip => ("the file is a compressed archive; archives are not read", "unpack it and name the list in it"),
            Unread::OldExcel => ("the file is a document of old Microsoft Office (such as .xls); it is not read", "save it as CSV"),
            Unread::Picture => ("the file is a picture, not a list", "name the list itself"),
            Unread::Binary => ("the file is not a text file", "name a list as text, CSV, BibTeX or RIS"),
        };
        Unreadable { message: message.to_owned(), hint: hint.to_owned() }
    }
}
