"""Makes a tree of everything a file system can hold and a backup can get wrong.

    torture.py FOLDER SEED DEPTH

Everything in it follows from the seed, times included; only what the user or the file system does
not allow is left out, and named on standard output, one word a line.
"""
import os, random, socket, stat, struct, subprocess, sys

root, seed, depth = sys.argv[1].encode(), int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
left_out = set()
is_root = os.geteuid() == 0


def attempt(word, action):
    try:
        action()
    except OSError as error:
        left_out.add(f"{word}: {error.strerror}")


def path(*names):
    return os.path.join(root, *names)


def write(name, content=b""):
    with open(path(name), "wb") as file:
        file.write(content)


def folder(name):
    os.makedirs(path(name), exist_ok=True)


def noise(size):
    return rng.randbytes(size)


def ordinary():
    folder(b"sizes")
    for size in [0, 1, 511, 512, 513, 4095, 4096, 4097, 65536, 262143, 262144, 1 << 20]:
        write(b"sizes/%07d" % size, noise(size))
    write(b"sizes/text", b"line\n" * rng.randrange(1, 50_000))
    for index in range(150):
        place = b"many/%02d" % (index % 7)
        folder(place)
        write(place + b"/%d-%x" % (index, rng.getrandbits(32)), noise(rng.randrange(0, 9000)))
    folder(b"empty folder")


def names():
    folder(b"names")
    odd = [b"new\nline", b"tab\there", b" leading", b"trailing ", b"\xff\xfe not utf-8", b"\xc3\x28",
           b"-rf", b"--help", b"quote'\"`", b"back\\slash", b"dollar $HOME", b"*", b"?", b"[a]",
           b"!bang", b"#hash", b"~", b"...", b".hidden", b"con", b"\x01\x1b[31m", b"\x7f",
           "grüße".encode(), "e\u0301".encode(), "\u00e9".encode(), "备份".encode(), "😀".encode(),
           b"n" * 255, b"upper", b"UPPER", b"a", b"a!", b"a.b", b"%s%n", b"\\012", b"ends\n"]
    for name in odd:
        write(b"names/" + name, name)
    folder(b"names/a0")
    write(b"names/a0/inside", b"order")
    folder(b"names/\xe9 folder\n")
    write(b"names/\xe9 folder\n/\xe9 file\n", b"inside")


def links():
    folder(b"links")
    targets = [b"../sizes/text", b"/etc/hostname", b"nowhere", b".", b"..", b"self", b"../links",
               b"\xff\n", b"a" * 4000, b"/", b"with space"]
    for index, target in enumerate(targets):
        os.symlink(target, path(b"links/%02d" % index))
    os.symlink(b"self", path(b"links/self"))
    folder(b"hard/b")
    write(b"hard/first", noise(5000))
    for name in [b"hard/second", b"hard/b/third", b"hard/b/0"]:
        os.link(path(b"hard/first"), path(name))
    write(b"hard/empty")
    os.link(path(b"hard/empty"), path(b"hard/empty too"))
    attempt("hard links of links", lambda: os.link(
        path(b"links/00"), path(b"hard/link to a link"), follow_symlinks=False))


def sparse():
    folder(b"sparse")

    def make(name, size, data):
        with open(path(b"sparse/" + name), "wb") as file:
            for offset, content in data:
                file.seek(offset)
                file.write(content)
            file.truncate(size)
    make(b"all hole", 1 << 20, [])
    make(b"hole first", 1 << 20, [((1 << 20) - 4096, noise(4096))])
    make(b"hole last", 1 << 20, [(0, noise(4096))])
    make(b"checkered", 64 << 16, [(index << 17, noise(4096)) for index in range(32)])
    make(b"odd end", (1 << 20) + 7, [(8192, noise(4096)), ((1 << 20) + 4, b"end")])
    make(b"huge", 1 << 40, [(1 << 30, b"deep"), ((1 << 40) - 3, b"far")])


def special():
    folder(b"special")
    os.mkfifo(path(b"special/fifo"))
    here = os.getcwd()
    os.chdir(path(b"special"))  # paths of sockets are short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
    os.chdir(here)
    for name, kind, device in [(b"null", stat.S_IFCHR, (1, 3)), (b"loop", stat.S_IFBLK, (7, 77)),
                               (b"large", stat.S_IFCHR, (511, 1_048_575))]:
        attempt("devices", lambda: os.mknod(
            path(b"special/" + name), kind | 0o640, os.makedev(*device)))


def permissions():
    folder(b"modes")
    for mode in [0, 0o400, 0o200, 0o777, 0o640, 0o1644, 0o2755, 0o4755, 0o6711, 0o7777]:
        write(b"modes/%04o" % mode, b"%o" % mode)
    for mode in [0o700, 0o555, 0o1777, 0o2770]:
        folder(b"modes/d%04o" % mode)
        write(b"modes/d%04o/file" % mode, b"in it")
    folder(b"owners")
    for user, group in [(1, 1), (65534, 65534), (4_000_000_000, 3_999_999_999), (0, 42)]:
        name = b"owners/%d" % user
        write(name, b"owned")
        os.symlink(b"nowhere", path(name + b".link"))
        for each in [name, name + b".link"]:
            attempt("owners", lambda: os.chown(path(each), user, group, follow_symlinks=False))
    for mode in [0, 0o400, 0o200, 0o777, 0o640, 0o1644, 0o2755, 0o4755, 0o6711, 0o7777]:
        os.chmod(path(b"modes/%04o" % mode), mode)
    for mode in [0o700, 0o555, 0o1777, 0o2770]:
        os.chmod(path(b"modes/d%04o" % mode), mode)


def attributes():
    folder(b"attributes/folder")
    write(b"attributes/file", b"with attributes")
    write(b"attributes/program", b"with a capability")
    os.symlink(b"file", path(b"attributes/link"))

    def put(name, key, value, **how):
        attempt(key.split(".")[0] + " attributes",
                lambda: os.setxattr(path(b"attributes/" + name), key, value, **how))
    for name in [b"file", b"folder"]:
        put(name, "user.plain", b"text")
        put(name, "user.empty", b"")
        put(name, "user.bytes", bytes(range(256)))
        put(name, "trusted.holdfast", b"for root")
    put(b"file", "user.long", noise(2000))
    put(b"file", "user." + "n" * 250, b"long name")
    put(b"link", "trusted.on-a-link", b"itself", follow_symlinks=False)
    put(b"program", "security.capability",
        struct.pack("<IIIII", 0x02000001, 1 << 10, 0, 0, 0))
    for name, rules in [(b"file", "u:1:rw,g:42:r,m::rw"), (b"folder", "u:65534:rx,d:u:1:rwx")]:
        done = subprocess.run(["setfacl", "-m", rules, path(b"attributes/" + name)],
                              stderr=subprocess.PIPE)
        if done.returncode:
            left_out.add("access control lists: " + done.stderr.decode().split(":")[-1].strip())


def deep():
    """Folders in folders, far beyond PATH_MAX, with a file now and then."""
    at = os.open(root, os.O_RDONLY)
    for level in range(depth):
        name = b"deep" if level == 0 else b"d%d" % level
        os.mkdir(name, 0o750, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
        if level % 500 == 3 or level == depth - 1:
            file = os.open(b"z file", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=at)
            os.write(file, b"level %d" % level)
            os.close(file)
    os.close(at)


def some_time():
    special = [0, 1, -1, 1_700_000_000_123_456_789, 2**31 * 10**9, 4_000_000_000_999_999_999,
               -1_000_000_000_000_000_001]
    return rng.choice(special) if rng.randrange(8) == 0 else rng.randrange(10**18, 18 * 10**17)


def times():
    """Last, since everything else changes them."""
    def touch(name, **how):
        when = some_time()
        os.utime(name, ns=(when, when), **how)
    for place, folders, files in os.walk(root):
        if place == root:
            folders.remove(b"deep")
        folders.sort()
        for name in sorted(files) + folders:
            touch(os.path.join(place, name), follow_symlinks=False)
    at = os.open(root, os.O_RDONLY)
    for level in range(depth):
        name = b"deep" if level == 0 else b"d%d" % level
        touch(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    os.utime(root, ns=(0, 1_600_000_000_000_000_001))


if not is_root:
    left_out.add("root: made by an ordinary user")
os.mkdir(root)
os.umask(0o022)
for part in [ordinary, names, links, sparse, special, permissions, attributes, deep, times]:
    part()
print("\n".join(sorted(left_out)))
