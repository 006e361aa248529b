//! No input panics, hangs or fills the memory: what the real binary does with hostile files and streams.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Far more than any of these takes; only a hang reaches it.
const LONGEST: Duration = Duration::from_secs(60);
/// A 50 MB file must not be in the memory several times; the program itself takes some 30 MB.
const MOST_MEMORY: u64 = 400 << 20;

struct Ran {
    code: Option<i32>,
    text: String,
    /// The most memory seen, in bytes; 0 where the system does not say.
    memory: u64,
}

/// The most memory a process has had; seen only while it runs, so what is missed errs on the lenient side.
fn memory_of(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn drain(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    })
}

/// Runs the binary with the stream as its input, and holds what is true of every run: it ends, with one of its own exit
/// codes, without a panic and without much memory.
fn run(name: &str, folder: &Path, arguments: &[&str], input: impl FnOnce(&mut dyn Write) + Send + 'static) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_crosswalk"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Not joined: a program that does not read its input to the end is right, too.
    thread::spawn(move || input(&mut stdin));
    let (out, err) = (drain(child.stdout.take().unwrap()), drain(child.stderr.take().unwrap()));
    let (started, mut memory) = (Instant::now(), 0);
    let status = loop {
        memory = memory.max(memory_of(&child));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("{name}: does not end");
        }
        thread::sleep(Duration::from_millis(2));
    };
    let bytes = [out.join().unwrap(), err.join().unwrap()].concat();
    let text = String::from_utf8(bytes).unwrap_or_else(|_| panic!("{name}: the output is no text"));
    let start: String = text.chars().take(2000).collect();
    assert!(!text.contains("panicked") && !text.contains("overflowed its stack"), "{name}: {start}");
    assert!(matches!(status.code(), Some(0..=6)), "{name}: {status}: {start}");
    assert!(memory < MOST_MEMORY, "{name}: {} MB", memory >> 20);
    Ran { code: status.code(), text, memory }
}

fn check(name: &str, bytes: &[u8], format: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("f.yaml"), bytes).unwrap();
    run(name, folder.path(), &["check", "f.yaml", "--format", format], |_| {})
}

/// `check` finds something wrong and says where, with a code and a length that a person can read.
fn refused(name: &str, bytes: &[u8], code: &str) {
    let ran = check(name, bytes, "text");
    let start: String = ran.text.chars().take(2000).collect();
    assert_eq!(ran.code, Some(1), "{name}: {start}");
    assert!(ran.text.contains(code), "{name}: {start}");
    assert!(ran.text.len() < 200_000, "{name}: {} bytes are said", ran.text.len());
}

/// Numbers that look random and are the same every time.
fn noise(length: usize, mut seed: u64) -> Vec<u8> {
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        u8::try_from(seed >> 56).unwrap()
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn huge_files_are_refused_before_they_are_parsed() {
    let list = b"- { a: 1, b: \"two\" }\n".repeat((50 << 20) / 21);
    refused("50 MB of a list", &list, "CW0103");
    refused("one line of 50 MB", &vec![b'a'; 50 << 20], "CW0103");
    refused("50 MB of no text", &vec![0xff; 50 << 20], "CW0103");
    for format in ["json", "github", "sarif"] {
        assert_eq!(check("50 MB, in every format", &list, format).code, Some(1), "{format}");
    }
}

#[test]
fn files_as_long_as_they_may_be_are_read() {
    let most = 4 << 20;
    let many: String = (0..100_000).map(|n| format!("key{n}: [{n}]\n")).collect();
    refused("more values than there may be", many.as_bytes(), "CW0103");
    refused("one line", &vec![b'a'; most], "CW02");
    refused("blank lines", &vec![b'\n'; most], "CW02");
    refused("a comment without end", &vec![b'#'; most], "CW02");
    refused("a text without end", &[b"a: \"", vec![b'x'; most - 4].as_slice()].concat(), "CW0101");
    refused("a block without end", &[b"a: |\n", " x\n".repeat(most / 3 - 2).as_bytes()].concat(), "CW02");
}

#[test]
fn deep_files_are_refused() {
    for (name, step) in [("lists", "["), ("maps", "{"), ("maps of lists", "{a: ["), ("blocks", "- "), ("keys", "? ")] {
        refused(name, step.repeat(100_000).as_bytes(), "CW01");
    }
    let stairs: String = (0..1500).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    refused("stairs", stairs.as_bytes(), "CW0103");
}

#[test]
fn bombs_do_not_go_off() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let mut merges = "a0: &a0 { x: 1 }\n".to_owned();
    for n in 1..60 {
        let before = n - 1;
        laughs += &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{before}"); 9].join(", "));
        merges += &format!("a{n}: &a{n} {{ <<: *a{before}, k{n}: *a{before}, l{n}: *a{before} }}\n");
    }
    refused("a billion laughs", laughs.as_bytes(), "CW0103");
    refused("a bomb of merge keys", merges.as_bytes(), "CW0103");
    let text = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 1000].join(", "));
    refused("a long text many times", text.as_bytes(), "CW0103");
    refused("a value in itself", b"a: &a [*a]\n", "CW0101");
}

#[test]
fn what_is_no_text_is_refused() {
    refused("zero bytes", b"crosswalk: 1\nsystem: \0\0\n", "CW01");
    refused("zero bytes alone", &[0; 1000], "CW01");
    refused("latin 1", b"crosswalk: 1\nname: Bj\xf6rn\n", "CW0104");
    for seed in 1..6 {
        refused("random bytes", &noise(10_000, seed), "CW01");
        let ascii: Vec<u8> = noise(10_000, seed).into_iter().map(|byte| byte & 0x7f).collect();
        refused("random characters", &ascii, "CW01");
    }
    refused("utf-16", b"\xff\xfec\0:\0 \x001\0", "CW01");
}

#[test]
fn many_mistakes_are_bearable() {
    let head = "crosswalk: 1\nsystem: f\nname: F\nemployee:\n  fields:\n";
    let lines: String = (0..3000).map(|n| format!("    - {{ form: x{n}, too: \"{{{{ a | b{n} }}}}\" }}\n")).collect();
    let ran = check("thousands of mistakes", (head.to_owned() + &lines).as_bytes(), "text");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn what_is_no_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::create_dir(at.join("folder.yaml")).unwrap();
    for (arguments, code) in
        [(["check", "nothing.yaml"], 2), (["check", "folder.yaml"], 0), (["check", "folder.yaml/x"], 2)]
    {
        let ran = run("no file", at, &arguments, |_| {});
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.text);
    }
    for command in ["docs", "list", "test"] {
        assert_ne!(run("a folder as a system", at, &[command, "folder.yaml"], |_| {}).code, Some(0), "{command}");
    }
}

#[cfg(unix)]
#[test]
fn streams_without_end_are_read_to_the_bound() {
    let folder = tempfile::tempdir().unwrap();
    for endless in ["/dev/zero", "/dev/stdin"] {
        let ran = run(endless, folder.path(), &["check", endless], |input| {
            let line = b"- { a: 1 }\n".repeat(10_000);
            while input.write_all(&line).is_ok() {}
        });
        assert_eq!(ran.code, Some(1), "{endless}: {}", ran.text);
        assert!(ran.text.contains("CW0103"), "{endless}: {}", ran.text);
        assert!(ran.memory < 100 << 20, "{endless}: {} MB", ran.memory >> 20);
    }
}

#[test]
fn hostile_records_do_not_stop_the_map() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |bytes: Vec<u8>| move |input: &mut dyn Write| drop(input.write_all(&bytes));
    let map = ["map", "nmbrs"];
    let line = |input: &mut dyn Write| {
        let piece = vec![b'x'; 1 << 20];
        let _ = input.write_all(b"{\"id\":\"");
        let _ = (0..100).try_for_each(|_| input.write_all(&piece));
        let _ = input.write_all(b"\"}\n");
    };
    run("a line of 100 MB", folder.path(), &map, line);
    run("no UTF-8", folder.path(), &map, bytes(b"{\"id\":\"\xff\xfe\"}\n\xf0\x28\n".to_vec()));
    run("deep lists", folder.path(), &map, bytes(b"[".repeat(1 << 20)));
    run("deep objects", folder.path(), &map, bytes(b"{\"a\":".repeat(1 << 20)));
    run("noise", folder.path(), &map, bytes(noise(1 << 20, 7)));
    run("zero bytes", folder.path(), &map, bytes(vec![0; 1 << 20]));
    run("nothing but lines", folder.path(), &map, bytes(vec![b'\n'; 1 << 20]));
}
