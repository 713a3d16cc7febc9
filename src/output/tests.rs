use super::*;

fn open(folder: &Path) -> Output {
    Output::open(&folder.join("output"), &folder.join("staging")).unwrap()
}

#[test]
fn writes_only_what_differs_and_removes_only_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let output = open(folder.path());
    output.write("a/index.html", b"one").unwrap();
    output.write("b.html", b"two").unwrap();
    assert_eq!(output.finish().unwrap(), Changes { files: 2, written: 2, removed: 0 });
    fs_err::write(folder.path().join("output/a/mine.txt"), "a person's own").unwrap();

    let output = open(folder.path());
    output.write("b.html", b"two").unwrap();
    output.write("b.html", b"a second time").unwrap();
    assert_eq!(output.finish().unwrap(), Changes { files: 1, written: 0, removed: 1 });
    assert!(folder.path().join("output/a/mine.txt").exists());
    assert!(!folder.path().join("output/a/index.html").exists());
}

#[test]
fn what_a_build_that_ended_early_has_written_is_removed_by_a_later_one() {
    let folder = tempfile::tempdir().unwrap();
    let output = open(folder.path());
    output.write("secret/index.html", b"no longer public").unwrap();
    // As when the process is killed.
    std::mem::forget(output);
    let output = open(folder.path());
    output.write("b.html", b"two").unwrap();
    assert_eq!(output.finish().unwrap(), Changes { files: 1, written: 1, removed: 1 });
    assert!(!folder.path().join("output/secret").exists());
}

#[test]
fn a_foreign_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs_err::create_dir_all(folder.path().join("output")).unwrap();
    fs_err::write(folder.path().join("output/thesis.doc"), "years of work").unwrap();
    let refused = Output::open(&folder.path().join("output"), &folder.path().join("staging"));
    assert!(matches!(refused, Err(Error::ForeignOutput { .. })));
}

#[test]
fn no_path_leaves_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let output = open(folder.path());
    for path in ["../x", "/etc/x", "a/../../x", "a//b", "C:/x", "a\\b", "", ".", ".linkarium-manifest"] {
        assert!(output.write(path, b"x").is_err(), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let output = open(folder.path());
    std::os::unix::fs::symlink(outside.path(), folder.path().join("output/a")).unwrap();
    assert!(output.write("a/x", b"x").is_err());
    assert!(!outside.path().join("x").exists());
}
#[cfg(unix)]
#[test]
fn what_an_old_manifest_names_behind_a_link_stays() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let root = folder.path().join("output");
    fs_err::create_dir(&root).unwrap();
    fs_err::write(outside.path().join("thesis.doc"), "years of work").unwrap();
    std::os::unix::fs::symlink(outside.path(), root.join("a")).unwrap();
    fs_err::write(root.join(MANIFEST), "a/thesis.doc\n").unwrap();
    assert_eq!(open(folder.path()).finish().unwrap().removed, 0);
    assert!(outside.path().join("thesis.doc").exists());
}

#[cfg(unix)]
#[test]
fn temporaries_and_the_manifest_are_written_through_no_link() {
    let folder = tempfile::tempdir().unwrap();
    let (root, staging) = (folder.path().join("output"), folder.path().join("staging"));
    let victim = folder.path().join("victim");
    fs_err::write(&victim, "mine").unwrap();
    fs_err::create_dir(&staging).unwrap();
    for name in ["file-0", "file-1", "manifest"] {
        std::os::unix::fs::symlink(&victim, staging.join(name)).unwrap();
    }
    let output = open(folder.path());
    output.write("a", b"x").unwrap();
    output.finish().unwrap();
    assert_eq!(fs_err::read_to_string(&victim).unwrap(), "mine");

    fs_err::remove_file(root.join(MANIFEST)).unwrap();
    fs_err::remove_file(root.join("a")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("none"), root.join(MANIFEST)).unwrap();
    assert!(Output::open(&root, &staging).is_err());
    assert!(!folder.path().join("none").exists());
    fs_err::remove_dir_all(&staging).unwrap();
    std::os::unix::fs::symlink(folder.path(), &staging).unwrap();
    fs_err::remove_file(root.join(MANIFEST)).unwrap();
    assert!(Output::open(&root, &staging).is_err());
    assert!(victim.exists());
}

#[test]
fn a_copy_is_what_its_digest_says_and_damage_to_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("blob");
    let digest = crate::store::layout::sha256_hex(b"good");
    let target = folder.path().join("output/assets/x.png");
    let copy = || open(folder.path()).copy_asset("assets/x.png", &source, &digest).unwrap();
    assert!(!copy(), "it is missing");
    fs_err::write(&source, "evil").unwrap();
    assert!(!copy(), "it is damaged");
    assert!(!target.exists());
    fs_err::write(&source, "good").unwrap();
    assert!(copy());
    fs_err::write(&target, "evil").unwrap();
    assert!(copy());
    assert_eq!(fs_err::read(&target).unwrap(), b"good");
}

#[test]
fn a_copy_from_another_file_system_replaces_a_link_and_not_what_it_leads_to() {
    let folder = tempfile::tempdir().unwrap();
    let [from, to, victim] = ["from", "to", "victim"].map(|name| folder.path().join(name));
    fs_err::write(&from, "new").unwrap();
    fs_err::write(&victim, "mine").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&victim, &to).unwrap();
    copy_over(&from, &to).unwrap();
    assert_eq!(fs_err::read(&to).unwrap(), b"new");
    assert_eq!(fs_err::read(&victim).unwrap(), b"mine");
    assert!(!from.exists());
}
