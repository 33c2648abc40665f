/** The binary public keys of SSH: RFC 4253 section 6.6 (RSA, DSA), RFC 5656 (ECDSA), RFC 8709 (Ed25519), OpenSSH's PROTOCOL.u2f (sk-*). */
import { createHash, ECDH } from "node:crypto";

export type KeyType =
  | "ssh-ed25519"
  | "ssh-rsa"
  | "ecdsa-sha2-nistp256"
  | "ecdsa-sha2-nistp384"
  | "ecdsa-sha2-nistp521"
  | "sk-ssh-ed25519@openssh.com"
  | "sk-ecdsa-sha2-nistp256@openssh.com"
  | "ssh-dss";

export interface KeyBlob {
  readonly type: KeyType;
  /** Size of the modulus (RSA, DSA) or of the curve. */
  readonly bits: number;
  /** `SHA256:` and the unpadded base64 of the hash, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

/** Why a blob is no key of the type that stands before it. */
export type BlobFault = "base64" | "other type" | "length" | "too small";

type Fields = { readonly bits: number; readonly canonical: readonly Buffer[] } | BlobFault;

const CURVES = {
  nistp256: { bits: 256, openssl: "prime256v1" },
  nistp384: { bits: 384, openssl: "secp384r1" },
  nistp521: { bits: 521, openssl: "secp521r1" },
} as const;

/** OpenSSH refuses RSA keys below this size (SSH_RSA_MINIMUM_MODULUS_SIZE) and numbers above the other (SSHBUF_MAX_BIGNUM). */
const RSA_MINIMUM_BITS = 1024;
const LARGEST_NUMBER_BYTES = 2048;

const READERS: Readonly<Record<KeyType, (blob: BlobReader) => Fields>> = {
  "ssh-ed25519": (blob) => readEd25519(blob, false),
  "sk-ssh-ed25519@openssh.com": (blob) => readEd25519(blob, true),
  "ssh-rsa": readRsa,
  "ssh-dss": readDsa,
  "ecdsa-sha2-nistp256": (blob) => readEcdsa(blob, "nistp256", false),
  "ecdsa-sha2-nistp384": (blob) => readEcdsa(blob, "nistp384", false),
  "ecdsa-sha2-nistp521": (blob) => readEcdsa(blob, "nistp521", false),
  "sk-ecdsa-sha2-nistp256@openssh.com": (blob) => readEcdsa(blob, "nistp256", true),
};

/** Whether OpenSSH knows public keys of this type (certificates are none). */
export function isKeyType(name: string): name is KeyType {
  return Object.hasOwn(READERS, name);
}

/** Judges the base64 of a key that calls itself `type`, as OpenSSH does: the blob names its type again, and nothing follows it. */
export function readKeyBlob(type: KeyType, base64: string): KeyBlob | BlobFault {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) return "base64";
  const blob = new BlobReader(bytes);
  const inner = blob.text();
  if (inner === undefined) return "length";
  if (inner.toString("latin1") !== type) return "other type";
  const fields = READERS[type](blob);
  if (typeof fields === "string") return fields;
  if (!blob.atEnd) return "length";
  const canonical = Buffer.concat([inner, ...fields.canonical].flatMap((field) => [lengthOf(field), field]));
  const hash = createHash("sha256").update(canonical).digest("base64").replace(/=+$/, "");
  return { type, bits: fields.bits, fingerprint: `SHA256:${hash}` };
}

/** Strict base64 (RFC 4648): padded, no bits left over. OpenSSH skips white space in it. */
function decodeBase64(text: string): Buffer | undefined {
  const packed = text.replace(/[\r\v\f]/g, "");
  const bytes = Buffer.from(packed, "base64");
  return bytes.length > 0 && bytes.toString("base64") === packed ? bytes : undefined;
}

function readEd25519(blob: BlobReader, hardware: boolean): Fields {
  const point = blob.string();
  if (point?.length !== 32) return "length";
  return withApplication(blob, hardware, 256, [point]);
}

function readEcdsa(blob: BlobReader, curve: keyof typeof CURVES, hardware: boolean): Fields {
  const name = blob.text();
  const point = blob.string();
  if (name === undefined || point === undefined) return "length";
  if (name.toString("latin1") !== curve) return "other type";
  const { bits, openssl } = CURVES[curve];
  // Only the uncompressed form is allowed (RFC 5656 leaves the other to the implementation, OpenSSH refuses it).
  if (point[0] !== 4 || point.length !== 1 + 2 * Math.ceil(bits / 8)) return "length";
  if (!isOnCurve(point, openssl)) return "length";
  return withApplication(blob, hardware, bits, [name, point]);
}

function isOnCurve(point: Buffer, curve: string): boolean {
  try {
    ECDH.convertKey(point, curve);
    return true;
  } catch {
    return false;
  }
}

/** Keys in hardware end with the application they are for, such as `ssh:`. */
function withApplication(blob: BlobReader, hardware: boolean, bits: number, canonical: readonly Buffer[]): Fields {
  if (!hardware) return { bits, canonical };
  const application = blob.text();
  if (application === undefined) return "length";
  return { bits, canonical: [...canonical, application] };
}

function readRsa(blob: BlobReader): Fields {
  const exponent = blob.number();
  const modulus = blob.number();
  if (exponent === undefined || modulus === undefined) return "length";
  const bits = bitLength(modulus);
  return bits < RSA_MINIMUM_BITS ? "too small" : { bits, canonical: [exponent, modulus] };
}

function readDsa(blob: BlobReader): Fields {
  const [p, q, g, y] = [blob.number(), blob.number(), blob.number(), blob.number()];
  if (p === undefined || q === undefined || g === undefined || y === undefined) return "length";
  return { bits: bitLength(p), canonical: [p, q, g, y] };
}

/** Of a number as `BlobReader.number` gives it. */
function bitLength(number: Buffer): number {
  const first = number[0] ?? 0;
  if (first === 0) return Math.max(0, number.length - 1) * 8;
  return number.length * 8 - (Math.clz32(first) - 24);
}

function lengthOf(field: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(field.length);
  return length;
}

/** Reads the data types of RFC 4251 section 5. */
class BlobReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** A `string`; `undefined` when the blob is too short for it. */
  string(): Buffer | undefined {
    if (this.#at + 4 > this.#bytes.length) return undefined;
    const start = this.#at + 4;
    const end = start + this.#bytes.readUInt32BE(this.#at);
    if (end > this.#bytes.length) return undefined;
    this.#at = end;
    return this.#bytes.subarray(start, end);
  }

  /** A `string` of characters. OpenSSH drops a NUL at its end and refuses others. */
  text(): Buffer | undefined {
    const field = this.string();
    const text = field?.at(-1) === 0 ? field.subarray(0, -1) : field;
    return text?.includes(0) ? undefined : text;
  }

  /** A non-negative `mpint` without needless leading zeros, which OpenSSH accepts and drops. */
  number(): Buffer | undefined {
    const field = this.string();
    if (field === undefined || (field[0] ?? 0) >= 0x80) return undefined;
    let start = 0;
    while (field[start] === 0) start++;
    const digits = field.subarray(start);
    if (digits.length > LARGEST_NUMBER_BYTES) return undefined;
    return (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
  }
}
