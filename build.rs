//! The shipped files are built into the binary: a file added or removed there must rebuild it.

#[allow(clippy::print_stdout)]
fn main() {
    println!("cargo:rerun-if-changed=mappings");
    println!("cargo:rerun-if-changed=schemas");
}
