"""Makes the seeds in Fuzz/Corpus/tar: one small archive of every kind that is in use."""
import io
import pathlib
import subprocess
import tarfile
import tempfile

CORPUS = pathlib.Path(__file__).parent.parent / "Corpus" / "tar"
END = bytes(1024)


def save(name, archive):
    (CORPUS / name).write_bytes(archive)


def add(archive, name, kind=tarfile.REGTYPE, content=b"", **fields):
    entry = tarfile.TarInfo(name)
    entry.type = kind
    entry.size = len(content)
    for key, value in fields.items():
        setattr(entry, key, value)
    archive.addfile(entry, io.BytesIO(content))


def make(form, fill, **options):
    """An archive with no more than its two closing blocks."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, **options) as archive:
        fill(archive)
    body = out.getvalue().rstrip(b"\0")
    return body + bytes(-len(body) % 512) + END


def kinds(archive):
    add(archive, "d", tarfile.DIRTYPE)
    add(archive, "d/f", content=b"hello", mode=0o4755, uid=1000, uname="ada")
    add(archive, "l", tarfile.SYMTYPE, linkname="d/f")
    add(archive, "h", tarfile.LNKTYPE, linkname="d/f")
    add(archive, "p", tarfile.FIFOTYPE)
    add(archive, "c", tarfile.CHRTYPE, devmajor=1, devminor=3)


def long_names(archive):
    add(archive, "n" * 300, content=b"x" * 600)
    add(archive, "l", tarfile.SYMTYPE, linkname="t" * 200)


def records(archive):
    add(archive, "a")
    fields = {"mtime": "-3.25", "VENDOR.k": "v", "SCHILY.xattr.user.a": "b", "gname": ""}
    add(archive, "b", pax_headers=fields)


def gnu(folder, name, *options):
    stamp = ["--mtime=@5", "--owner=a:1", "--group=b:2", "-b1"]
    command = ["tar", "-C", folder, *stamp, *options, "-cf", "-", name]
    return subprocess.run(command, capture_output=True, check=True).stdout


save("ustar", make(tarfile.USTAR_FORMAT, kinds))
save("trailing", make(tarfile.USTAR_FORMAT, kinds) + b"tail")
save("pax-long", make(tarfile.PAX_FORMAT, long_names))
save("gnu-long", make(tarfile.GNU_FORMAT, long_names))
save("gnu-binary", make(tarfile.GNU_FORMAT, lambda a: add(a, "a", uid=4000000000, mtime=-5)))
shared = {"uname": "all", "mtime": "12.5"}
save("pax-global", make(tarfile.PAX_FORMAT, records, pax_headers=shared))
with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/s", "wb") as file:
        file.truncate(400000)
        for piece in range(7):
            file.seek(piece * 12288)
            file.write(b"p%d" % piece)
    raw = ["--hole-detection=raw", "--sparse"]
    for version in ["0.0", "0.1", "1.0"]:
        form = ["--format=pax", f"--sparse-version={version}"]
        save(f"sparse-{version}", gnu(folder, "s", *raw, *form))
    save("sparse-gnu", gnu(folder, "s", *raw, "--format=gnu"))
    pathlib.Path(folder, "f").write_text("old")
    save("v7", gnu(folder, "f", "--format=v7"))
