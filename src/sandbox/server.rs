//! Simulated systems over real HTTP, on loopback, in a thread of their own.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;

use super::exchange::{Incoming, Outgoing, Refused};
use super::fault::{Dice, Drop, Fault, Faults};
use super::handle::handle;
use super::line::{Line, Lines};
use super::reply::refuse;
use super::route::{Route, route};
use super::running::Running;
use super::seen::Seen;
use super::spoil;
use super::twin::Twin;
use super::world::World;

/// The largest request that is read.
const LARGEST: usize = 64 << 20;

/// How a system is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A free one where it is absent.
    pub port: Option<u16>,
    /// Which requests go wrong.
    pub faults: Faults,
    /// How long every request takes; the twin's own `latency` where it is absent.
    pub latency: Option<Duration>,
}

/// Starts simulated systems.
#[derive(Debug, Clone, Copy)]
pub struct Sandbox;

impl Sandbox {
    /// Reads a file of sample data, `{table: [rows]}`, for [`Sandbox::start`].
    ///
    /// # Errors
    /// What is wrong with the text as YAML.
    pub fn sample(file: &str, text: &str) -> Result<serde_json::Value, Vec<crate::diagnostic::Diagnostic>> {
        crate::document::Document::parse(file, text).map(|document| document.value().clone())
    }

    /// Starts a system with its sample data (`{table: [rows]}`, or null for the twin's own rows). It listens on
    /// 127.0.0.1 alone and stops when the returned value is dropped. Usable from any thread, with or without a runtime.
    ///
    /// # Errors
    /// The sample data does not fit the twin, or the port cannot be had.
    pub fn start(twin: Twin, seed: &serde_json::Value, options: Options) -> std::io::Result<Running> {
        let world = World::new(&twin.tables, seed, twin.clock).map_err(std::io::Error::other)?;
        let latency = options.latency.unwrap_or(twin.latency);
        let shared = Arc::new(Shared {
            twin,
            world: Mutex::new(world),
            seen: Mutex::default(),
            dice: Mutex::new(Dice::new(options.faults)),
            latency,
        });
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port.unwrap_or(0)))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let stop = serve(listener, Arc::clone(&shared))?;
        Ok(Running::new(shared, address, stop))
    }
}

/// What the server's thread and its owner share.
pub(super) struct Shared {
    pub(super) twin: Twin,
    pub(super) world: Mutex<World>,
    pub(super) seen: Mutex<Vec<Seen>>,
    pub(super) dice: Mutex<Dice>,
    latency: Duration,
}

/// A lock is never left half-way: what it guards is replaced whole.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread, and how to end it.
pub(super) type Stop = (tokio::sync::oneshot::Sender<()>, std::thread::JoinHandle<()>);

fn serve(listener: std::net::TcpListener, shared: Arc<Shared>) -> std::io::Result<Stop> {
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = {
        let _inside = runtime.enter();
        Lines(tokio::net::TcpListener::from_std(listener)?)
    };
    let app = Router::new().fallback(entry).with_state(shared);
    let thread = std::thread::Builder::new().name("sandbox".to_owned()).spawn(move || {
        runtime.block_on(async move {
            let server = axum::serve(listener, app.into_make_service_with_connect_info::<Line>());
            tokio::select! {
                _ = server => {}
                _ = receiver => {}
            }
        });
        runtime.shutdown_background();
    })?;
    Ok((sender, thread))
}

async fn entry(State(shared): State<Arc<Shared>>, ConnectInfo(line): ConnectInfo<Line>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST).await else { return spoil::plain(413) };
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let mut headers = BTreeMap::new();
    for (name, value) in &parts.headers {
        headers.insert(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned());
    }
    let incoming = Incoming::new(parts.method.as_str(), target, headers, body.to_vec());
    let target = target.to_owned();
    // A task of its own: a client that gives up does not stop a system that is already at work.
    let task = tokio::spawn(process(shared, line, incoming, target));
    task.await.unwrap_or_else(|_| spoil::plain(500))
}

async fn process(shared: Arc<Shared>, line: Line, incoming: Incoming, target: String) -> Response {
    let (n, wait, fault) = arrived(&shared, &incoming, target);
    let wait = wait + shared.latency;
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let fault = fault.unwrap_or_default();
    if fault.drop == Some(Drop::Before) {
        line.cut();
        return spoil::plain(500);
    }
    if let Some(instead) = instead(&shared, &fault, &incoming) {
        answered(&shared, n, Some(instead.status), false, &instead.body);
        return whole(instead);
    }
    let (outgoing, changed) = {
        let mut world = locked(&shared.world);
        let before = world.now();
        let outgoing = handle(&shared.twin, &mut world, &incoming);
        (outgoing, world.now() != before)
    };
    if fault.drop == Some(Drop::After) {
        answered(&shared, n, None, changed, &outgoing.body);
        line.cut();
        return spoil::plain(500);
    }
    if let Some(status) = fault.status {
        answered(&shared, n, Some(status), changed, &outgoing.body);
        return spoil::plain(status);
    }
    answered(&shared, n, Some(outgoing.status), changed, &outgoing.body);
    match fault.answer {
        Some(how) => spoil::spoilt(outgoing, how),
        None => whole(outgoing),
    }
}

/// Logs a request and throws the dice for it.
fn arrived(shared: &Shared, incoming: &Incoming, target: String) -> (usize, Duration, Option<Fault>) {
    let operation = match route(&shared.twin, incoming) {
        Route::To(operation, ..) => Some(operation),
        Route::Nowhere(..) => None,
    };
    let name = operation.map(|operation| operation.name.clone());
    let mut seen = locked(&shared.seen);
    let (wait, fault) = locked(&shared.dice).throw(name.as_deref().unwrap_or_default());
    let n = seen.len();
    seen.push(Seen {
        n: n as u64 + 1,
        method: incoming.method.clone(),
        path: target,
        operation: name,
        changing: operation.is_some_and(super::operation::Operation::changes),
        changed: false,
        status: None,
        headers: incoming.headers.clone(),
        request: incoming.body.clone(),
        answer: Vec::new(),
    });
    (n, wait, fault)
}

fn answered(shared: &Shared, n: usize, status: Option<u16>, changed: bool, body: &[u8]) {
    if let Some(entry) = locked(&shared.seen).get_mut(n) {
        entry.status = status;
        entry.changed = changed;
        entry.answer = body.to_vec();
    }
}

/// The answer of a fault that keeps the request from being carried out.
fn instead(shared: &Shared, fault: &Fault, incoming: &Incoming) -> Option<Outgoing> {
    let bare = |status| Outgoing {
        status,
        content_type: "text/plain; charset=utf-8".to_owned(),
        body: b"simulated".to_vec(),
        ..Outgoing::default()
    };
    if let Some(seconds) = fault.throttle {
        let mut out = bare(429);
        out.headers.push(("retry-after".to_owned(), seconds.to_string()));
        return Some(out);
    }
    if let Some(name) = &fault.refuse {
        let (Route::To(.., speech) | Route::Nowhere(_, speech)) = route(&shared.twin, incoming);
        let world = locked(&shared.world);
        let refused = refuse(&shared.twin, &world, &Refused::plain(name), speech, BTreeMap::new());
        return Some(refused.unwrap_or_else(|_| bare(500)));
    }
    fault.status.filter(|_| !fault.done).map(bare)
}

fn whole(mut outgoing: Outgoing) -> Response {
    let body = Body::from(std::mem::take(&mut outgoing.body));
    spoil::response(&outgoing, body)
}

/// Where a system can be reached.
pub(super) fn url(address: SocketAddr, base: &str) -> String {
    format!("http://{address}{base}")
}
