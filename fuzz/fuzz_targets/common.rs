//! The small test pipelines of the crate, in memory.

/// Files of a pipeline by their path within it.
pub fn files(pipeline: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/rapporteur-syntax/tests/data")).join(pipeline);
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("test data") {
            let path = entry.expect("test data").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("within").to_string_lossy().into_owned();
                files.push((name, std::fs::read(&path).expect("test data")));
            }
        }
    }
    files.sort();
    files
}
