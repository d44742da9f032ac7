import { join } from 'node:path';
import type { EventConfiguration } from '../events/event-bus.ts';
import type { LocalAccount } from '../ports.ts';
import { applyResource, type ResourceHost, removeResource } from './apply/apply-resource.ts';
import { type AssemblyStack, readAssembly } from './assembly.ts';
import { checkOwnership } from './check-ownership.ts';
import {
  type DeployedStack,
  describeStack,
  droppedResources,
  type LiveStack,
  parametersOf,
} from './live-stack.ts';
import { planStack, type StackPlan } from './plan-stack.ts';
import { assetKeysOf, identityOf, type PlannedResource } from './planned-resource.ts';
import { checkAssets, stageAssets } from './stage-assets.ts';
import { AssetStore } from './state/asset-store.ts';
import { StackStore, type StoredStack } from './state/stack-store.ts';

/** What a deployer works on. */
export interface DeployerOptions {
  /** Folder for the state of stacks and the copies of their assets. */
  root: string;
  account: LocalAccount;
  host: ResourceHost;
  /** Takes rules and event sources of all stacks together, replacing those given before. */
  configureEvents(configuration: EventConfiguration): void;
  log(line: string): void;
}

/**
 * Deploys the stacks of cloud assemblies. Deploying a stack again updates it in place: what did not change is not touched,
 * functions and state machines are replaced, data is kept.
 */
export class StackDeployer {
  readonly #options: DeployerOptions;
  readonly #assets: AssetStore;
  readonly #store: StackStore;
  readonly #stacks = new Map<string, LiveStack>();
  /** What is in place, as text to compare with, by identity. */
  readonly #applied = new Map<string, string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: DeployerOptions) {
    this.#options = options;
    this.#assets = new AssetStore(join(options.root, 'assets'));
    this.#store = new StackStore(join(options.root, 'stacks'));
  }

  /** Puts the remembered stacks back in place. One that can't be is logged, and does not keep others from use. */
  async restore(): Promise<void> {
    const stored = await this.#store.load();
    await this.#assets.keepOnly(new Set(stored.flatMap(({ assets }) => Object.values(assets))));
    for (const stack of stored) {
      try {
        const plan = this.#plan(stack, this.#stacks);
        await this.#apply(plan, stack.assets);
        this.#stacks.set(stack.stackName, { stored: stack, plan });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.log(`The stack ${stack.stackName} is not in place, deploy it again: ${reason}`);
      }
    }
    this.#configureEvents();
  }

  /**
   * Deploys all stacks of an assembly; a second call waits for the first. Templates are checked first, all of them:
   * if one is refused, nothing has changed.
   * @throws FanfoldError `InvalidUsage` for what the local cloud can't run, `LocalCloudFailed` when creating failed
   */
  deploy(assembly: string): Promise<DeployedStack[]> {
    const turn = this.#turn.then(() => this.#deploy(assembly));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Value of an SSM parameter that a stack made. */
  parameter(name: string): string | undefined {
    for (const { plan } of this.#stacks.values()) {
      const found = parametersOf(plan).find(([known]) => known === name);
      if (found !== undefined) return found[1];
    }
    return undefined;
  }

  async #deploy(assembly: string): Promise<DeployedStack[]> {
    const stacks = await readAssembly(assembly);
    const next = new Map(this.#stacks);
    const firstPosition =
      Math.max(-1, ...[...this.#stacks.values()].map(({ stored }) => stored.position)) + 1;
    const planned = stacks.map((stack, index) => {
      const plan = this.#plan(stack, next);
      checkAssets(stack.stackName, plan, stack.assets);
      checkOwnership(stack.stackName, plan, next.values());
      const position = next.get(stack.stackName)?.stored.position ?? firstPosition + index;
      const stored: StoredStack = {
        stackName: stack.stackName,
        position,
        template: stack.template,
        assets: {},
      };
      next.set(stack.stackName, { stored, plan });
      return { stack, stored, plan };
    });
    const deployed: DeployedStack[] = [];
    for (const { stack, stored, plan } of planned) deployed.push(await this.#put(stack, stored, plan));
    return deployed;
  }

  async #put(stack: AssemblyStack, planned: StoredStack, plan: StackPlan): Promise<DeployedStack> {
    const stored = { ...planned, assets: await stageAssets(plan, stack.assets, this.#assets) };
    await this.#apply(plan, stored.assets);
    const dropped = droppedResources(this.#stacks.get(stack.stackName)?.plan, plan);
    const live = { stored, plan };
    this.#stacks.set(stack.stackName, live);
    this.#configureEvents();
    await this.#store.save(stored);
    for (const resource of dropped) {
      await removeResource(this.#options.host, resource);
      this.#applied.delete(identityOf(resource));
    }
    return describeStack(live);
  }

  #plan(
    stack: Pick<StoredStack, 'stackName' | 'template'>,
    others: ReadonlyMap<string, LiveStack>,
  ): StackPlan {
    const plans = [...others].filter(([name]) => name !== stack.stackName).map(([, { plan }]) => plan);
    return planStack({
      stackName: stack.stackName,
      template: stack.template,
      account: this.#options.account,
      others: {
        exports: new Map(plans.flatMap(({ exports }) => Object.entries(exports))),
        outputs: new Map([...others].map(([name, { plan }]) => [name, plan.outputs])),
      },
    });
  }

  async #apply(plan: StackPlan, assets: Record<string, string>): Promise<void> {
    for (const resource of plan.resources) {
      const asset = await this.#assetOf(resource, assets);
      const identity = identityOf(resource);
      const state = JSON.stringify([resource, asset]);
      if (this.#applied.get(identity) === state) continue;
      await applyResource(
        this.#options.host,
        resource,
        asset === undefined ? undefined : this.#assets.path(asset),
      );
      this.#applied.set(identity, state);
    }
  }

  async #assetOf(resource: PlannedResource, assets: Record<string, string>): Promise<string | undefined> {
    if (resource.kind === 'function' && 'inline' in resource.code)
      return this.#assets.addInline(resource.code.inline);
    const [key] = assetKeysOf(resource);
    return key === undefined ? undefined : assets[key];
  }

  #configureEvents(): void {
    const resources = [...this.#stacks.values()].flatMap(({ plan }) => plan.resources);
    this.#options.configureEvents({
      rules: resources.flatMap((resource) => (resource.kind === 'rule' ? [resource.rule] : [])),
      buckets: new Set(
        resources.flatMap((resource) => (resource.kind === 'bucket-events' ? [resource.bucket] : [])),
      ),
    });
  }
}
