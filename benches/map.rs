//! What one record costs: taken from its text, turned, written. `tests/bench/compare.sh` times the whole command.

#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use crosswalk::document::Document;
use crosswalk::mapping;
use crosswalk::mapping::crosswalk::{Crosswalk, Globals};
use crosswalk::record::RecordSchema;
use serde_json::{Map, Value};

const RECORDS: usize = 1000;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn schema(path: &str) -> Arc<RecordSchema> {
    Arc::new(RecordSchema::of(serde_json::from_str(&read(path)).unwrap()).unwrap())
}

fn crosswalk() -> Crosswalk {
    let document = Document::parse("bench.yaml", &read("tests/bench/bench.yaml")).unwrap();
    let leave = schema("schemas/leave.schema.json");
    let (mapping, _) = mapping::load(&document, &schema("tests/bench/record.schema.json"), &leave).unwrap();
    Crosswalk::bind(mapping.employee.as_ref().unwrap(), &Globals::new(Map::new(), "2026-11-01"), None).unwrap()
}

/// Records with the shapes that exports have: wanted fields among others, two spellings of a date, a dated list.
fn lines() -> Vec<String> {
    let line = |n: usize| {
        let (month, day) = (n % 12 + 1, n % 28 + 1);
        let mut text = format!(
            "{{\"id\":\"{n:024x}\",\"active\":true,\"employeeNumber\":\"{n:06}\",\"firstName\":\"Åsa\",\"lastName\":\"O\\\"Brien {n}\",\
             \"gender\":\"other\",\"birthDate\":\"{day:02}-{month:02}-1980\",\"ssnCountry\":\"nl\",\"privateEmail\":null,\
             \"workEmail\":\"e{n}@company.example\",\"phone\":\"+3161234567\",\"workPhone\":\"\",\"home\":{{\"type\":\"home\",\
             \"street\":\"Storgatan {n}\",\"city\":\"Malmö\",\"postalCode\":\"1234 AB\",\"country\":\"SE\"}},\"title\":\"Nurse\",\
             \"department\":{{\"id\":\"7\",\"name\":\"People\"}},\"hireDate\":\"2015-{month:02}-{day:02}T00:00:00.000Z\",\
             \"bankAccount\":{{\"currency\":\"EUR\",\"number\":\"1234567890\",\"iban\":\"NL26TRIO9966019580\"}},\"compensation\":["
        );
        for year in 0..n % 5 {
            let comma = if year > 0 { "," } else { "" };
            write!(
                text,
                "{comma}{{\"id\":\"{year}\",\"amount\":{}.{day},\"currency\":\"EUR\",\"type\":\"monthly\",\
                 \"effectiveDate\":\"20{}-{month:02}-{day:02}\"}}",
                2000 + n,
                16 + year * 3
            )
            .unwrap();
        }
        text + "],\"customFields\":{\"costCenter\":\"4001\"},\"tags\":[\"a\",\"b\"],\"createdAt\":\"2024-01-01T08:15:30.000Z\"}"
    };
    (0..RECORDS).map(line).collect()
}

fn map(c: &mut Criterion) {
    let (crosswalk, lines) = (crosswalk(), lines());
    let mut text = Vec::new();
    let mut group = c.benchmark_group("map");
    group.throughput(Throughput::Elements(RECORDS as u64));
    group.bench_function("text to text", |b| {
        b.iter(|| {
            text.clear();
            for line in &lines {
                let taken = crosswalk.sources.take_json(line.as_bytes()).unwrap();
                let mapped = crosswalk.forward(&taken.slots, None);
                assert!(mapped.missing.is_empty());
                crosswalk.write(&mapped, &mut text);
            }
            text.len()
        });
    });
    group.bench_function("take", |b| {
        b.iter(|| {
            lines.iter().map(|line| crosswalk.sources.take_json(line.as_bytes()).unwrap().slots.len()).sum::<usize>()
        });
    });
    group.bench_function("value to text", |b| {
        b.iter(|| {
            text.clear();
            for line in &lines {
                let record: Value = serde_json::from_str(line).unwrap();
                let slots = crosswalk.sources.take(&record);
                crosswalk.write(&crosswalk.forward(&slots, Some(&record)), &mut text);
            }
            text.len()
        });
    });
    group.finish();
}

criterion_group!(benches, map);
criterion_main!(benches);
