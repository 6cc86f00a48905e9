//! The server: reads a request, decides on key, rate and faults, and sends the answer, or something worse.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::answer::{self, Answer};
use super::json::Json;
use super::world::{Random, World};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    TooMany,
    Internal,
    Timeout,
    /// The connection closes in the middle of the body.
    Dropped,
    /// Half of the JSON, correctly framed.
    Truncated,
    /// A web page with status 200.
    Html,
    /// A gateway's message with status 200.
    Message,
}

const FAULTS: [Fault; 7] = [Fault::TooMany, Fault::Internal, Fault::Timeout, Fault::Dropped, Fault::Truncated, Fault::Html, Fault::Message];

#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Share of requests that get one of `kinds` (all when empty).
    pub probability: f64,
    pub kinds: Vec<Fault>,
    pub seed: u64,
    /// The first requests get these, one each, before chance takes over.
    pub first: Vec<Option<Fault>>,
    /// Ids that make any request fail with 500.
    pub poison: HashSet<String>,
    /// Ids that make a batch fail with "No valid paper ids given".
    pub malformed: HashSet<String>,
    pub latency: Duration,
    /// A `Retry-After` on refusals, in seconds.
    pub retry_after: Option<u64>,
    /// Answer everything with a redirect to this address.
    pub redirect: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Options {
    pub port: u16,
    pub faults: Faults,
    /// When not empty, other keys are refused with 403; requests without a key are served.
    pub keys: Vec<String>,
    /// Requests per second and key (or all without).
    pub rate: Option<f64>,
}

/// One request that arrived.
#[derive(Clone, Debug)]
pub struct Hit {
    /// `batch`, `match`, `references`, `citations`, `paper`, `search`, `bulk` or `other`.
    pub kind: &'static str,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub arrived: Instant,
    pub answered: Instant,
    pub status: u16,
    pub fault: Option<Fault>,
}

impl Hit {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A running stand-in; it ends when this is dropped.
pub struct Standin {
    pub address: SocketAddr,
    log: Arc<Mutex<Vec<Hit>>>,
    faults: Arc<Mutex<Faults>>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Standin {
    pub fn start(world: World, options: Options) -> Standin {
        let listener = std::net::TcpListener::bind(("127.0.0.1", options.port)).expect("the port is free");
        listener.set_nonblocking(true).expect("a listener can be made non-blocking");
        let address = listener.local_addr().expect("a listener has an address");
        let log = Arc::new(Mutex::new(Vec::new()));
        let faults = Arc::new(Mutex::new(options.faults.clone()));
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let (log_there, faults_there) = (Arc::clone(&log), Arc::clone(&faults));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let local = tokio::task::LocalSet::new();
            local.block_on(&runtime, serve(listener, world, options, log_there, faults_there, stopped));
        });
        Standin { address, log, faults, stop: Some(stop), thread: Some(thread) }
    }

    /// Clean, over any world.
    pub fn of(world: World) -> Standin {
        Standin::start(world, Options::default())
    }

    /// What `S2_API_URL` would hold.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn log(&self) -> Vec<Hit> {
        self.log.lock().unwrap().clone()
    }

    pub fn clear_log(&self) {
        self.log.lock().unwrap().clear();
    }

    pub fn count(&self, kind: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|hit| hit.kind == kind).count()
    }

    pub fn total(&self) -> usize {
        self.log.lock().unwrap().len()
    }

    pub fn set_faults(&self, faults: Faults) {
        *self.faults.lock().unwrap() = faults;
    }

    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Shared {
    world: World,
    options: Options,
    log: Arc<Mutex<Vec<Hit>>>,
    faults: Arc<Mutex<Faults>>,
    buckets: Mutex<HashMap<String, (f64, Instant)>>,
    random: Mutex<Option<(u64, Random)>>,
    served: Mutex<usize>,
}

async fn serve(
    listener: std::net::TcpListener,
    world: World,
    options: Options,
    log: Arc<Mutex<Vec<Hit>>>,
    faults: Arc<Mutex<Faults>>,
    mut stopped: tokio::sync::oneshot::Receiver<()>,
) {
    let listener = TcpListener::from_std(listener).expect("a listener");
    let shared =
        Rc::new(Shared { world, options, log, faults, buckets: Mutex::default(), random: Mutex::default(), served: Mutex::default() });
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let shared = Rc::clone(&shared);
                    tokio::task::spawn_local(async move {
                        // A client that goes away is its own affair.
                        let _ = connection(stream, &shared).await;
                    });
                }
            }
        }
    }
}

struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

async fn connection(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut buffer = Vec::new();
    stream.set_nodelay(true)?;
    while let Some(request) = read_request(&mut stream, &mut buffer).await? {
        if !respond(&mut stream, shared, request).await? {
            return Ok(());
        }
    }
    Ok(())
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<Option<Request>> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Request::new(&mut headers);
        let bad = |_| std::io::Error::from(std::io::ErrorKind::InvalidData);
        if let httparse::Status::Complete(length) = head.parse(buffer).map_err(bad)? {
            let headers: Vec<(String, String)> =
                head.headers.iter().map(|h| (h.name.to_owned(), String::from_utf8_lossy(h.value).into_owned())).collect();
            let content = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            let content: usize = content.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
            if buffer.len() >= length + content {
                let (method, target) = (head.method.unwrap_or_default().to_owned(), head.path.unwrap_or_default().to_owned());
                let body = buffer[length..length + content].to_vec();
                buffer.drain(..length + content);
                return Ok(Some(Request { method, target, headers, body }));
            }
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

/// False when the connection is to be closed.
async fn respond(stream: &mut TcpStream, shared: &Shared, request: Request) -> std::io::Result<bool> {
    let arrived = Instant::now();
    let faults = shared.faults.lock().unwrap().clone();
    if !faults.latency.is_zero() {
        tokio::time::sleep(faults.latency).await;
    }
    let (kind, mut answer, mut extra) = route(shared, &request, &faults);
    let mut fault = None;
    if kind != "log" && answer.status != 403 {
        fault = roll(shared, &faults);
        if let Some(fault) = fault {
            (answer, extra) = spoiled(fault, answer, &faults);
        }
    }
    if let Some(to) = &faults.redirect {
        answer = Answer { status: 307, body: String::new() };
        extra = format!("Location: {to}{}\r\n", request.target);
    }
    let mut bytes = head(answer.status, answer.body.len(), &extra).into_bytes();
    let dropped = fault == Some(Fault::Dropped);
    bytes.extend_from_slice(if dropped { &answer.body.as_bytes()[..answer.body.len() / 2] } else { answer.body.as_bytes() });
    if kind != "log" {
        shared.log.lock().unwrap().push(Hit {
            kind,
            target: request.target,
            headers: request.headers,
            body: String::from_utf8_lossy(&request.body).into_owned(),
            arrived,
            answered: Instant::now(),
            status: answer.status,
            fault,
        });
    }
    stream.write_all(&bytes).await?;
    if dropped {
        stream.shutdown().await?;
    }
    Ok(!dropped)
}

fn head(status: u16, length: usize, extra: &str) -> String {
    // The reason phrase is left empty, as HTTP/2 leaves it: only the code counts.
    let cache = if status < 400 { "Miss from cloudfront" } else { "Error from cloudfront" };
    format!(
        "HTTP/1.1 {status} \r\nContent-Type: application/json\r\nContent-Length: {length}\r\nAccess-Control-Allow-Origin: *\r\n\
         Connection: keep-alive\r\nVia: 1.1 standin.cloudfront.net (CloudFront)\r\nX-Cache: {cache}\r\n{extra}\r\n"
    )
}

fn roll(shared: &Shared, faults: &Faults) -> Option<Fault> {
    let mut served = shared.served.lock().unwrap();
    let place = *served;
    *served += 1;
    if place < faults.first.len() {
        return faults.first[place];
    }
    let mut random = shared.random.lock().unwrap();
    if random.as_ref().is_none_or(|(seed, _)| *seed != faults.seed) {
        *random = Some((faults.seed, Random::new(faults.seed)));
    }
    let (_, random) = random.as_mut().expect("just set");
    if random.uniform() >= faults.probability {
        return None;
    }
    let kinds = if faults.kinds.is_empty() { &FAULTS[..] } else { &faults.kinds };
    Some(kinds[random.below(kinds.len())])
}

const TOO_MANY: &str = "{\"message\": \"Too Many Requests. Please wait and try again or apply for a key for higher rate limits. \
                        https://www.semanticscholar.org/product/api#api-key-form\", \"code\": \"429\"}";

fn too_many(faults: &Faults) -> (Answer, String) {
    let retry = faults.retry_after.map(|seconds| format!("Retry-After: {seconds}\r\n")).unwrap_or_default();
    (Answer { status: 429, body: TOO_MANY.to_owned() }, format!("x-amzn-errortype: TooManyRequestsException\r\n{retry}"))
}

fn spoiled(fault: Fault, answer: Answer, faults: &Faults) -> (Answer, String) {
    let with = |status, body: &str| (Answer { status, body: body.to_owned() }, String::new());
    match fault {
        Fault::TooMany => too_many(faults),
        Fault::Internal => with(500, "{\"message\": \"Internal Server Error\"}"),
        Fault::Timeout => with(504, "{\"message\": \"Endpoint request timed out\"}"),
        Fault::Dropped => (answer, String::new()),
        Fault::Truncated => with(200, &answer.body[..answer.body.len() / 2]),
        Fault::Html => with(200, "<!DOCTYPE html><html><body>Bad gateway</body></html>"),
        Fault::Message => with(200, "{\"message\": \"Limit Exceeded\"}"),
    }
}

fn route(shared: &Shared, request: &Request, faults: &Faults) -> (&'static str, Answer, String) {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    if path == "/_standin/requests" {
        return ("log", Answer { status: 200, body: counts(shared) }, String::new());
    }
    let query = Query::parse(query);
    let path = decode(path, false);
    let rest = path.strip_prefix("/graph/v1/paper/").unwrap_or_default().to_owned();
    let kind = kind_of(&request.method, &rest);
    let key = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-api-key")).map(|(_, value)| value.clone());
    if let Some(key) = &key
        && !shared.options.keys.is_empty()
        && !shared.options.keys.contains(key)
    {
        let answer = Answer { status: 403, body: "{\"message\":\"Forbidden\"}".to_owned() };
        return (kind, answer, "x-amzn-ErrorType: ForbiddenException\r\n".to_owned());
    }
    if !allowed(shared, key.as_deref()) {
        let (answer, extra) = too_many(faults);
        return (kind, answer, extra);
    }
    let asked = String::from_utf8_lossy(&request.body);
    let names = |id: &String| asked.contains(&format!("\"{id}\"")) || rest.split('/').any(|segment| segment == id);
    if faults.poison.iter().any(names) {
        return (kind, Answer { status: 500, body: "{\"message\": \"Internal Server Error\"}".to_owned() }, String::new());
    }
    if faults.malformed.iter().any(names) {
        return (kind, answer::error(400, "No valid paper ids given"), String::new());
    }
    (kind, api(&shared.world, kind, &rest, &query, &request.body), String::new())
}

fn kind_of(method: &str, rest: &str) -> &'static str {
    match (method, rest) {
        ("POST", "batch") => "batch",
        ("GET", "search/match") => "match",
        ("GET", "search") => "search",
        ("GET", "search/bulk") => "bulk",
        ("GET", rest) if rest.ends_with("/references") => "references",
        ("GET", rest) if rest.ends_with("/citations") => "citations",
        ("GET", rest) if !rest.is_empty() => "paper",
        _ => "other",
    }
}

fn api(world: &World, kind: &str, rest: &str, query: &Query, body: &[u8]) -> Answer {
    let fields = query.get("fields");
    let number = |name: &str, default: usize| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    match kind {
        "batch" => answer::batch(world, body, fields),
        "match" => answer::title_match(world, query.get("query").unwrap_or_default(), fields),
        "search" => answer::search(world, query.get("query").unwrap_or_default(), fields, number("offset", 0), number("limit", 100)),
        "bulk" => {
            answer::bulk(world, query.get("query").unwrap_or_default(), fields, query.get("token"), query.get("year"), query.get("sort"))
        }
        "references" | "citations" => {
            let id = rest.trim_end_matches(kind).trim_end_matches('/');
            answer::list(world, id, kind == "references", fields, number("offset", 0), number("limit", 100))
        }
        "paper" => answer::single(world, rest, fields),
        _ => Answer { status: 404, body: "{\"message\":\"Not Found\"}".to_owned() },
    }
}

fn allowed(shared: &Shared, key: Option<&str>) -> bool {
    let Some(rate) = shared.options.rate else { return true };
    let mut buckets = shared.buckets.lock().unwrap();
    let now = Instant::now();
    let (tokens, last) = buckets.entry(key.unwrap_or_default().to_owned()).or_insert((1.0, now));
    *tokens = (*tokens + now.duration_since(*last).as_secs_f64() * rate).min(1.0);
    *last = now;
    if *tokens < 1.0 {
        return false;
    }
    *tokens -= 1.0;
    true
}

fn counts(shared: &Shared) -> String {
    let log = shared.log.lock().unwrap();
    let count = |kind: &str| Json::Int(log.iter().filter(|hit| hit.kind == kind).count() as i64);
    let kinds = ["batch", "match", "references", "citations", "paper", "search", "bulk", "other"];
    let mut object: Vec<(&'static str, Json)> = kinds.into_iter().map(|kind| (kind, count(kind))).collect();
    object.push(("total", Json::Int(log.len() as i64)));
    Json::Object(object).print() + "\n"
}

struct Query(Vec<(String, String)>);

impl Query {
    fn parse(text: &str) -> Query {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Query(pairs.map(|(name, value)| (decode(name, true), decode(value, true))).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

fn decode(text: &str, plus_is_blank: bool) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        let hex = || std::str::from_utf8(rest.as_slice().get(..2)?).ok().and_then(|two| u8::from_str_radix(two, 16).ok());
        match (byte, hex()) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                rest = rest.as_slice()[2..].iter();
            }
            (b'+', _) if plus_is_blank => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
