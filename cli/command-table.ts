import type { Command } from 'commander';
import type { Io } from './io.ts';

/** Adds one command to the program. */
export type Register = (program: Command, io: Io) => void;

/** A command by its name: its code is loaded when it is called, so that none pays for the others. */
export interface CommandEntry {
  readonly name: string;
  /** As in the command itself; shown by `urumi --help` without loading it. */
  readonly summary: string;
  readonly load: () => Promise<Register>;
}

/** Every command, in the order of the help text. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'up',
    summary: 'start everything on this machine',
    load: async () => (await import('./commands/up.ts')).registerUp,
  },
  {
    name: 'validate',
    summary: 'check store and fleet files',
    load: async () => (await import('./commands/validate.ts')).registerValidate,
  },
  {
    name: 'synth',
    summary: 'print the manifests of stores',
    load: async () => (await import('./commands/synth.ts')).registerSynth,
  },
  {
    name: 'plan',
    summary: 'show what a commit would do',
    load: async () => (await import('./commands/plan.ts')).registerPlan,
  },
  {
    name: 'get',
    summary: 'list stores or fleets',
    load: async () => (await import('./commands/get.ts')).registerGet,
  },
  {
    name: 'explain',
    summary: 'say what a store waits for, and what to do',
    load: async () => (await import('./commands/explain.ts')).registerExplain,
  },
  {
    name: 'approve',
    summary: 'let a revision close the stores that a guard keeps open',
    load: async () => (await import('./commands/approve.ts')).registerApprove,
  },
  {
    name: 'purge',
    summary: "delete a closed store's data now",
    load: async () => (await import('./commands/purge.ts')).registerPurge,
  },
  {
    name: 'rollback',
    summary: 'prepare the commit that restores the file of a store',
    load: async () => (await import('./commands/rollback.ts')).registerRollback,
  },
  {
    name: 'reconcile',
    summary: 'have a fleet read its repository now',
    load: async () => (await import('./commands/reconcile.ts')).registerReconcile,
  },
  {
    name: 'install',
    summary: 'prepare a cluster for the controller',
    load: async () => (await import('./commands/install.ts')).registerInstall,
  },
  {
    name: 'uninstall',
    summary: 'take Urumi out of a cluster, and leave the stores',
    load: async () => (await import('./commands/uninstall.ts')).registerUninstall,
  },
  {
    name: 'controller',
    summary: 'run the controller',
    load: async () => (await import('./commands/controller.ts')).registerController,
  },
  {
    name: 'admission',
    summary: 'run the admission webhook',
    load: async () => (await import('./commands/admission.ts')).registerAdmission,
  },
  {
    name: 'webhook',
    summary: "run the receiver of the forge's events",
    load: async () => (await import('./commands/webhook.ts')).registerWebhook,
  },
  {
    name: 'ui',
    summary: 'run the web UI',
    load: async () => (await import('./commands/ui.ts')).registerUi,
  },
];
