import fc from "fast-check";

const TYPES = [
  "ssh-ed25519",
  "ssh-rsa",
  "ssh-dss",
  "rsa-sha2-256",
  "rsa-sha2-512",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
  "ssh-ed448",
  "SSH-RSA",
  "constructor",
];
const OPTIONS = [
  "restrict",
  "no-pty,no-X11-forwarding",
  'command="borg serve --restrict-to-path /a"',
  'command="echo \\"a b\\"",restrict',
  'from="10.0.0.0/8,::1",NO-PTY',
  'environment="A=b c"',
  'restrict,command="a,b"',
];
/** Words that no sshd takes for options, though `ssh-keygen` reads past them, since it also reads known_hosts. */
const NO_OPTIONS = [
  "host.example,10.0.0.1",
  "restricted",
  "1024",
  "2x",
  '"a b"',
  'command="open',
  "restrict,,no-pty",
  "command=a",
];
const COMMENTS = ["", "", "me@host", "two words", "#not a comment", 'quo"ted', "ssh-rsa", "é", "a  b ", "=="];

interface Fields {
  readonly before: string;
  readonly options: string;
  readonly type: string;
  readonly gap: string;
  readonly base64: string;
  readonly comment: string;
  readonly after: string;
}

/** A line of a key file made of the key in one of `lines`, mostly damaged. */
export function keyLine(lines: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...lines).chain((line) => {
    const [type = "", base64 = ""] = line.split(" ");
    const blob = Buffer.from(base64, "base64");
    return fc
      .record<Fields>({
        before: rarely("", " ", "\t ", "\r", "\u00a0"),
        options: fc.oneof(
          { weight: 6, arbitrary: fc.constant("") },
          { weight: 2, arbitrary: fc.constantFrom(...OPTIONS) },
          { weight: 1, arbitrary: fc.constantFrom(...NO_OPTIONS) },
        ),
        type: fc.oneof(
          { weight: 6, arbitrary: fc.constant(type) },
          { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
          { weight: 1, arbitrary: fc.constant(type.slice(0, -1)) },
        ),
        gap: rarely(" ", "  ", "\t", "", "\r "),
        base64: fc.oneof(
          { weight: 4, arbitrary: fc.constant(base64) },
          { weight: 3, arbitrary: damagedText(base64) },
          { weight: 4, arbitrary: damagedBlob(blob).map((bytes) => bytes.toString("base64")) },
        ),
        comment: fc.constantFrom(...COMMENTS),
        after: rarely("", " ", "\r", "\t"),
      })
      .map(written);
  });
}

function rarely(usual: string, ...others: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

function written({ before, options, type, gap, base64, comment, after }: Fields): string {
  const end = comment === "" ? "" : ` ${comment}`;
  return `${before}${options === "" ? "" : `${options} `}${type}${gap}${base64}${end}${after}`;
}

function damagedText(base64: string): fc.Arbitrary<string> {
  const at = fc.nat({ max: base64.length });
  const piece = fc.constantFrom("", "A", "=", "==", "AAAA", "-", "_", "\v", "\r", " ", "/", "é");
  return fc
    .tuple(at, fc.constantFrom(0, 0, 1, 4), piece)
    .map(([from, gone, put]) => base64.slice(0, from) + put + base64.slice(from + gone));
}

/** Bytes changed, taken out or put in; the fields' lengths may be made to fit again. */
function damagedBlob(blob: Buffer): fc.Arbitrary<Buffer> {
  const fields = fieldsOf(blob);
  const rewritten = fc
    .tuple(
      fc.nat({ max: Math.max(0, fields.length - 1) }),
      fc.constantFrom("zeros", "empty", "cut", "double", "drop", "flip", "nul"),
    )
    .map(([index, how]) => joined(fields.flatMap((field, at) => (at === index ? changed(field, how) : [field]))));
  const raw = fc
    .tuple(fc.nat({ max: blob.length - 1 }), fc.nat({ max: 255 }))
    .map(([at, byte]) => Buffer.concat([blob.subarray(0, at), Buffer.of(byte), blob.subarray(at + 1)]));
  const more = fc.constantFrom(Buffer.of(0), Buffer.of(0, 0, 0, 0)).map((tail) => Buffer.concat([blob, tail]));
  return fc.oneof({ weight: 4, arbitrary: rewritten }, { weight: 2, arbitrary: raw }, { weight: 1, arbitrary: more });
}

function changed(field: Buffer, how: string): readonly Buffer[] {
  switch (how) {
    case "zeros":
      return [Buffer.concat([Buffer.alloc(2), field])];
    case "empty":
      return [Buffer.alloc(0)];
    case "cut":
      return [field.subarray(0, -1)];
    case "double":
      return [field, field];
    case "drop":
      return [];
    case "nul":
      return [Buffer.concat([field, Buffer.alloc(1)])];
    default:
      return [Buffer.from(field.map((byte, at) => (at === 0 ? byte ^ 0x80 : byte)))];
  }
}

function fieldsOf(blob: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at + 4 <= blob.length; ) {
    const length = blob.readUInt32BE(at);
    fields.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

/** The blob of fields, each with its length before it (RFC 4251 section 5). */
export function joined(fields: readonly Buffer[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, field];
    }),
  );
}

/** The line of a key in hardware, with the public part of the ordinary key in `line`. */
export function hardwareKeyLine(line: string): string {
  const [type = "", base64 = "", ...comment] = line.split(" ");
  const [, ...rest] = fieldsOf(Buffer.from(base64, "base64"));
  const name = `sk-${type}@openssh.com`;
  const blob = joined([Buffer.from(name), ...rest, Buffer.from("ssh:")]);
  return [name, blob.toString("base64"), ...comment].join(" ");
}
