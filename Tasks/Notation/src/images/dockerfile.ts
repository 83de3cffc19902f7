import { type Directives, readDirectives } from './dockerfileDirectives';
import { logicalLines } from './dockerfileLines';
import {
  type Instruction,
  type Word,
  cut,
  spanOf,
  splitInstruction,
  wordsOf,
} from './dockerfileWords';
import type { LogicalLine } from './logicalLine';
import { GlobalArguments } from './dockerfileArguments';
import {
  type FileImages,
  type FoundImage,
  type ReadingContext,
  type Settled,
  type Span,
  deployableFile,
} from './image';
import { readImageName } from './name';
import type { Source } from './source';

const instructions = new Set([
  ...['add', 'arg', 'cmd', 'copy', 'entrypoint', 'env', 'expose', 'from', 'healthcheck', 'label'],
  ...['maintainer', 'onbuild', 'run', 'shell', 'stopsignal', 'user', 'volume', 'workdir'],
]);
/** The image without content. */
const NOTHING = 'scratch';
const stageName = /^[a-z][a-z0-9-_.]*$/;

/** Whether a file is a Dockerfile: its first instruction is FROM, or an ARG before it. */
export function isDockerfile(source: Source): boolean {
  const { text } = source;
  let at = source.start;
  for (;;) {
    const line = /^[^\n]*\n?/.exec(text.slice(at))?.[0] ?? '';
    if (line === '') return false;
    if (!/^\s*(?:#|\/\/|$)/.test(line)) return /^\s*(?:from|arg)(?:\s|[\\`]|$)/i.test(line);
    at += line.length;
  }
}

/**
 * Finds the images of a Dockerfile: of FROM, of `--from` in COPY and in mounts of RUN, of these behind
 * ONBUILD, and the frontend of `# syntax=`.
 * Source: docs.docker.com/reference/dockerfile and github.com/moby/buildkit, frontend/dockerfile.
 *
 * @throws TaskError of the first image or instruction that cannot be read
 */
export function readDockerfile(source: Source, context: ReadingContext): FileImages {
  const directives = readDirectives(source);
  const reader = new DockerfileReader(source, directives, context);
  reader.read();
  return deployableFile('dockerfile', reader.images, reader.settled);
}

/** An instruction of a stage that may name an image, to be read once all stages are known. */
interface Use {
  readonly instruction: Instruction;
  readonly line: LogicalLine;
  readonly stage: number;
  readonly isTrigger: boolean;
}

class DockerfileReader {
  readonly images: FoundImage[] = [];
  readonly settled: Settled[] = [];
  /** Names of stages in lower case; undefined for a stage without one. */
  private readonly stages: (string | undefined)[] = [];
  private readonly uses: Use[] = [];
  private readonly variables: GlobalArguments;

  constructor(
    private readonly source: Source,
    private readonly directives: Directives,
    context: ReadingContext,
  ) {
    this.variables = new GlobalArguments(source, context.buildArguments);
  }

  read(): void {
    this.readFrontend();
    for (const line of logicalLines(this.source, this.directives)) {
      this.readInstruction(splitInstruction(this.source, line, this.directives.escape), line);
    }
    if (this.stages.length === 0) throw this.source.malformed(this.source.start, 'no FROM');
    for (const use of this.uses) this.readUse(use);
    this.images.sort((one, other) => (one.site?.start ?? 0) - (other.site?.start ?? 0));
  }

  private readFrontend(): void {
    const { frontend } = this.directives;
    if (frontend === undefined) return;
    const { name, ...span } = frontend;
    this.add(name, span, '# syntax');
  }

  private readInstruction(instruction: Instruction, line: LogicalLine): void {
    const { name } = instruction;
    if (!instructions.has(name)) throw this.source.malformed(line.offset, `'${name}'`);
    if (name === 'from') this.readFrom(instruction, line);
    else if (this.stages.length === 0) {
      if (name !== 'arg') throw this.source.malformed(line.offset, `${name} before FROM`);
      this.variables.declare(instruction, line);
    } else if (name === 'onbuild') {
      // The build that comes later reads the trigger anew, with the escape token of its own: the default.
      const trigger = splitInstruction(
        this.source,
        { ...instruction.rest, offset: line.offset },
        '\\',
      );
      if (
        instruction.flags.length > 0 ||
        !instructions.has(trigger.name) ||
        trigger.name === 'from'
      ) {
        throw this.source.malformed(line.offset, `ONBUILD ${trigger.name}`);
      }
      this.uses.push({
        instruction: trigger,
        line,
        stage: this.stages.length - 1,
        isTrigger: true,
      });
    } else this.uses.push({ instruction, line, stage: this.stages.length - 1, isTrigger: false });
  }

  private readFrom({ rest, flags }: Instruction, line: LogicalLine): void {
    const [base, as, alias, ...more] = wordsOf(rest);
    const isNamed = as !== undefined;
    const isWrong = isNamed && (as.text.toLowerCase() !== 'as' || alias === undefined);
    const stage = alias?.text.toLowerCase();
    if (base === undefined || isWrong || more.length > 0) {
      throw this.source.malformed(line.offset, `FROM ${rest.text}`);
    }
    if (stage !== undefined && !stageName.test(stage)) {
      throw this.source.malformed(line.offset, `FROM ${rest.text}`);
    }
    const unknown = flags.find(({ text }) => !text.startsWith('--platform='));
    if (unknown !== undefined) throw this.source.malformed(line.offset, unknown.text);
    const place = `FROM${stage === undefined ? '' : ` (stage ${stage})`}`;
    const name = this.variables.expand(base, place);
    const span = spanOf(base);
    if (this.stages.includes(name) || name === NOTHING) {
      if (name !== base.text) this.settled.push({ ...span, text: name });
    } else this.add(name, span, place);
    this.stages.push(stage);
  }

  private readUse({ instruction, line, stage, isTrigger }: Use): void {
    const { name, flags } = instruction;
    for (const flag of flags) {
      if (name === 'copy' && flag.text.startsWith('--from=')) {
        this.readCopy(cut(flag, '--from='.length), stage, isTrigger, place(name, isTrigger));
      }
      if (name === 'run' && flag.text.startsWith('--mount=')) {
        for (const from of this.mountSources(cut(flag, '--mount='.length), line)) {
          this.readSource(from, stage, isTrigger, place(`${name} --mount`, isTrigger));
        }
      }
    }
  }

  private readCopy(from: Word, stage: number, isTrigger: boolean, where: string): void {
    // The number of a stage; behind ONBUILD that of the build which comes later.
    if (!/^[+-]?\d+$/.test(from.text)) this.readSource(from, stage, isTrigger, where);
    else if (!isTrigger && !(Number(from.text) < stage && Number(from.text) >= 0)) {
      throw this.source.error('ImageStageLater', from.offsets[0] ?? 0, where, from.text);
    }
  }

  private mountSources(mount: Word, line: LogicalLine): Word[] {
    // BuildKit reads the fields as CSV, where quotes have a meaning.
    if (mount.text.includes('"')) throw this.source.malformed(line.offset, mount.text);
    return [...mount.text.matchAll(/[^,]+/g)].flatMap(({ index, 0: field }) => {
      const at = field.indexOf('=');
      if (field.slice(0, Math.max(at, 0)).toLowerCase() !== 'from') return [];
      return [cut(mount, index + at + 1, index + field.length)];
    });
  }

  /** An image, or an earlier stage, by its name. */
  private readSource(from: Word, stage: number, isTrigger: boolean, where: string): void {
    const name = from.text;
    const start = from.offsets[0] ?? 0;
    if (name === NOTHING || name === '') return;
    const at = this.stages.indexOf(name.toLowerCase());
    const isEarlier = at >= 0 && at < stage;
    // Mounts know no numbers of stages. Names behind ONBUILD belong to the build that comes later.
    if (/^\d+$/.test(name) || (at >= 0 && (!isEarlier || isTrigger))) {
      throw this.source.error('ImageStageLater', start, where, name);
    }
    if (!isEarlier) this.add(name, spanOf(from), where);
  }

  private add(name: string, span: Span, where: string): void {
    const reference = readImageName(this.source, span.start, where, name);
    const site = { ...span, quoting: 'plain', prefix: '' } as const;
    this.images.push({ name, reference, line: this.source.lineAt(span.start), place: where, site });
  }
}

function place(instruction: string, isTrigger: boolean): string {
  const [name = '', ...rest] = instruction.split(' ');
  const words = [name.toUpperCase(), ...(rest.length > 0 ? rest : ['--from'])].join(' ');
  return isTrigger ? `ONBUILD ${words}` : words;
}
