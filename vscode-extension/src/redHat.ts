// What to change in Red Hat's YAML settings so that it leaves dpone manifests to us. Pure: it plans, the command asks and writes.

/** Names that manifests customarily have; files with other names are added by their own name. */
export const MANIFEST_GLOBS = ["*.batch.yaml", "*.batch.yml", "*.flow.yaml", "*.flow.yml"] as const;

/** JSON Schemas of dpone itself: an address or path that names dpone or one of its schema files. */
const DPONE_SCHEMA = /dpone|etl-(?:config|batch-manifest|flow-manifest)\b/i;

export type Layer = "user" | "workspace";

export interface YamlSettings {
  /** `yaml.schemas` as written in each layer; undefined where it is not written. */
  readonly schemas: Readonly<Partial<Record<Layer, Readonly<Record<string, unknown>>>>>;
  /** `yaml.disableSchemaDetection`, or undefined when this version of the YAML extension does not know the setting. */
  readonly disableSchemaDetection: readonly string[] | undefined;
}

export interface SettingChange {
  readonly key: "yaml.schemas" | "yaml.disableSchemaDetection";
  readonly layer: Layer;
  readonly value: unknown;
  /** The change in words, for the question to the user. */
  readonly sentence: string;
}

/**
 * The changes that stop dpone's JSON Schemas from being applied, and any schema from being applied to manifests.
 * `file` is the open manifest relative to its folder; `target` is the layer for new entries.
 */
export function planChanges(settings: YamlSettings, file: string | undefined, target: Layer): SettingChange[] {
  const changes: SettingChange[] = [];
  for (const layer of ["user", "workspace"] as const) {
    const schemas = settings.schemas[layer];
    if (schemas === undefined) continue;
    const ours = Object.keys(schemas).filter((name) => DPONE_SCHEMA.test(name));
    if (ours.length === 0) continue;
    const rest = Object.fromEntries(Object.entries(schemas).filter(([name]) => !ours.includes(name)));
    changes.push({ key: "yaml.schemas", layer, value: rest, sentence: `${layer} settings: remove ${ours.join(", ")} from yaml.schemas` });
  }
  if (settings.disableSchemaDetection !== undefined) {
    const present = settings.disableSchemaDetection;
    const wanted: string[] = [...MANIFEST_GLOBS];
    if (file !== undefined && !MANIFEST_GLOBS.some((glob) => file.endsWith(glob.slice(1)))) wanted.push(file);
    const added = wanted.filter((glob) => !present.includes(glob));
    if (added.length > 0) {
      changes.push({
        key: "yaml.disableSchemaDetection",
        layer: target,
        value: [...present, ...added],
        sentence: `${target} settings: add ${added.join(", ")} to yaml.disableSchemaDetection`,
      });
    }
  }
  return changes;
}
