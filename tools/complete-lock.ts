import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The part of an entry of package-lock.json that matters here. */
interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** The project's own, or the one that the command names: images/medusa has another. */
const lockFile = process.argv[2] ?? fileURLToPath(new URL('../package-lock.json', import.meta.url));
const systems = new Set([
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]);
const processors = new Set([
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]);

/**
 * The entries that a lock file lacks: builds of optional packages for other platforms, which npm leaves out when the registry
 * that it asked did not have them (npm/cli#4828). `npm ci` refuses such a lock file, on every platform.
 *
 * They carry no integrity, because nobody has seen the package; npm checks what it downloads against the registry's own.
 */
export function missingEntries(packages: LockedPackages): LockedPackages {
  const missing: Record<string, LockedPackage> = {};
  for (const [folder, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (isLocked(packages, folder, name)) continue;
      missing[`node_modules/${name}`] = {
        version,
        ...platformOf(name),
        ...(parent.dev === true && { dev: true }),
        optional: true,
      };
    }
  }
  return missing;
}

/** Whether Node's look-up of `name` from `folder` ends at an entry. */
function isLocked(packages: LockedPackages, folder: string, name: string): boolean {
  const places = folder
    .split('/node_modules/')
    .map((_, depth, parts) => parts.slice(0, depth + 1).join('/node_modules/'));
  return ['', ...places.map((place) => `${place}/`)].some((place) => `${place}node_modules/${name}` in packages);
}

/** What a package's name says of the platform it is for: `@swc/core-linux-arm64-musl`. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => systems.has(word));
  const cpu = words.filter((word) => processors.has(word));
  const libc = words.flatMap((word) => (word.startsWith('gnu') ? ['glibc'] : word.startsWith('musl') ? ['musl'] : []));
  if (os.length + cpu.length === 0)
    throw new Error(`package-lock.json lacks ${name}, and its name tells no platform: run npm install`);
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }) };
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8')) as { packages: LockedPackages };
  const missing = missingEntries(lock.packages);
  const packages = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(lockFile, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
  console.log(`${lockFile}: ${Object.keys(missing).length} entries added`);
}
