#!/usr/bin/env node
'use strict';

/*
 * Makes a fresh clone able to run: every npm script begins with it.
 *
 * It runs on whatever Node the machine has (20 or newer), before anything is installed: plain CommonJS, no dependencies.
 * It installs node_modules when they are missing or stale, and sees to it that `node` in an npm script is Node 24.
 */

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { spawn, spawnSync } = require('node:child_process');

const oldestNode = 20;
const wantedNode = 24;
const installTimeoutMs = 15 * 60_000;
const root = path.dirname(__dirname);
const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.urumi-install.json');
const lockFile = path.join(root, '.bootstrap.lock');

/** The program under way, so that it does not outlive us. */
let running;

/** A failure that the reader can act on: printed without a stack. */
class SetupError extends Error {}

function requireMachine() {
  if (process.platform === 'win32') {
    throw new SetupError('Urumi runs on Linux and macOS. On Windows, use it inside WSL 2.');
  }
  if (major(process.version) < oldestNode) {
    throw new SetupError(
      `Urumi needs Node ${oldestNode} or newer to set itself up; this is Node ${process.version} (${process.execPath}).\n` +
        'Install a current Node from https://nodejs.org and run the same command again.',
    );
  }
  if (spawnSync('git', ['--version']).error) {
    throw new SetupError(
      'Urumi needs git, and there is no `git` on the PATH. Install it and run the same command again.',
    );
  }
}

function major(version) {
  return Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);
}

/** The npm that runs this script, else the one on the PATH: the program and its first arguments. */
function npm() {
  const running = process.env.npm_execpath;
  if (running && path.basename(running) === 'npm-cli.js' && fs.existsSync(running)) return [process.execPath, running];
  if (spawnSync('npm', ['--version']).error) {
    throw new SetupError('Urumi needs npm, and there is no `npm` on the PATH. It comes with Node: https://nodejs.org');
  }
  return ['npm'];
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What an installation depends on. */
function wantedStamp() {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return {
    lock: crypto.createHash('sha256').update(lock).digest('hex'),
    platform: `${process.platform}-${process.arch}`,
  };
}

/** Whether node_modules hold what package-lock.json asks for: by our stamp, else by npm's own record of what it installed. */
function isInstalled() {
  const wanted = wantedStamp();
  const stamp = readJson(stampFile);
  if (stamp && stamp.platform !== wanted.platform) return false;
  if (stamp && stamp.lock === wanted.lock) return true;
  const installed = readJson(path.join(modules, '.package-lock.json'));
  if (!installed || !hasEveryPackage(installed.packages)) return false;
  fs.writeFileSync(stampFile, `${JSON.stringify(wanted)}\n`);
  return true;
}

/** Optional packages may be absent (they are for other platforms), but never of another version. */
function hasEveryPackage(installed) {
  const locked = readJson(path.join(root, 'package-lock.json')).packages;
  return Object.entries(locked).every(([folder, { version, optional, link }]) => {
    if (folder === '' || link) return true;
    if (!installed[folder]) return optional === true;
    return installed[folder].version === version;
  });
}

/** Does something long, saying every few seconds that it still goes on, and at last how long it took. */
async function withProgress(text, work) {
  const begin = Date.now();
  const seconds = () => `${Math.round((Date.now() - begin) / 1000)} s`;
  console.log(`urumi: ${text} ...`);
  const timer = setInterval(() => console.log(`urumi: ${text} ... ${seconds()}`), 4000);
  try {
    await work();
    console.log(`urumi: ${text}: done in ${seconds()}`);
  } finally {
    clearInterval(timer);
  }
}

/** Runs a program to its end; resolves to what it printed, fails with that and with `advice`. */
function run(command, cwd, advice) {
  return new Promise((resolve, reject) => {
    const [program, ...args] = command;
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: installTimeoutMs });
    running = child;
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => reject(new SetupError(`${command.join(' ')} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const end = signal
        ? `was ended by ${signal} (the limit is ${installTimeoutMs / 60_000} min)`
        : `failed with code ${code}`;
      reject(new SetupError(`${output.trim()}\n\n\`${command.join(' ')}\` in ${cwd} ${end}.\n${advice}`));
    });
  });
}

async function install(npmCommand) {
  // The flags undo settings of the machine that would leave parts out: NODE_ENV=production, omit=dev, engine-strict.
  const flags = [
    '--include=dev',
    '--include=optional',
    '--engine-strict=false',
    '--no-audit',
    '--no-fund',
    '--loglevel=warn',
  ];
  const advice =
    'npm says above what went wrong. Most often the registry cannot be reached: check the network, and the proxy and registry in `npm config list`.';
  await withProgress('installing packages (a minute or two)', () => run([...npmCommand, 'ci', ...flags], root, advice));
  fs.writeFileSync(stampFile, `${JSON.stringify(wantedStamp())}\n`);
}

/** The version of `node` that an npm script of this project gets. */
function scriptNode() {
  const PATH = `${path.join(modules, '.bin')}${path.delimiter}${process.env.PATH}`;
  const answer = spawnSync('node', ['--version'], { env: { ...process.env, PATH }, encoding: 'utf8' });
  return answer.status === 0 ? answer.stdout.trim() : 'none that runs';
}

/** The package `node` fetches the runtime in an install script; where such scripts are switched off, its one step is done here. */
async function requireRuntime(npmCommand) {
  if (major(scriptNode()) >= wantedNode) return;
  const home = path.join(modules, 'node');
  const version = readJson(path.join(home, 'package.json'))?.version;
  if (version) await fetchRuntime(npmCommand, home, version);
  const got = scriptNode();
  if (major(got) >= wantedNode) return;
  throw new SetupError(
    `Urumi runs on Node ${wantedNode} or newer; its npm scripts get ${got}, and the runtime that the npm package \`node\` brings does not run on ` +
      `this machine (${process.platform}-${process.arch}).\nInstall Node ${wantedNode} or newer yourself, delete node_modules/.bin/node, and run the same command again.`,
  );
}

async function fetchRuntime(npmCommand, home, version) {
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${process.platform}-${process.arch}`;
  const command = [
    ...npmCommand,
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `${name}@${version}`,
  ];
  const advice = `Urumi runs on Node ${wantedNode}. Install Node ${wantedNode} or newer yourself and run the same command again.`;
  await withProgress(`fetching Node ${version}`, () => run(command, home, advice));
  const target = path.join(home, 'bin', 'node');
  fs.mkdirSync(path.dirname(target), { recursive: true });
  replaceLink(fs.linkSync, path.join(home, 'node_modules', name, 'bin', 'node'), target);
  replaceLink(fs.symlinkSync, path.join('..', 'node', 'bin', 'node'), path.join(modules, '.bin', 'node'));
}

function replaceLink(link, source, target) {
  fs.rmSync(target, { force: true });
  link(source, target);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock file, whole or not at all; false when a live process holds it. The lock of a dead one is taken over. */
function tryLock() {
  const mine = `${lockFile}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, lockFile);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(mine, { force: true });
  }
  if (isAlive(Number(readJson(lockFile) ?? process.pid))) return false;
  fs.rmSync(lockFile, { force: true });
  return tryLock();
}

async function withLock(work) {
  for (let waited = 0; !tryLock(); waited += 1) {
    if (waited % 4 === 0)
      console.log(`urumi: another command is installing packages; waiting ... ${waited} s (${lockFile})`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  process.on('exit', () => {
    running?.kill();
    fs.rmSync(lockFile, { force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
  await work();
}

async function main() {
  requireMachine();
  if (isInstalled() && major(scriptNode()) >= wantedNode) return;
  const npmCommand = npm();
  await withLock(async () => {
    if (!isInstalled()) await install(npmCommand);
    await requireRuntime(npmCommand);
  });
}

main().catch((error) => {
  console.error(error instanceof SetupError ? `\nurumi: ${error.message}` : error);
  process.exitCode = 1;
});
