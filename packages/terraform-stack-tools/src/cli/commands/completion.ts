import { argumentsIn, type Command, oneOf, onlyInput, optionsIn } from "../command";
import { COMMANDS } from "../program";

const SHELLS = ["bash", "zsh", "fish"] as const;

const WORDS = {
  before: `Usage: stack-tools completion <bash|zsh|fish>

Prints a script by which a shell completes commands, options and their values. It is for
the name stack-tools, wherever that is on the PATH.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage. Prints the script to standard output.

Examples:
  stack-tools completion bash > ~/.stack-tools.bash   # in ~/.bashrc: . ~/.stack-tools.bash
  stack-tools completion zsh > ~/.stack-tools.zsh     # likewise, in ~/.zshrc after compinit
  stack-tools completion fish > ~/.config/fish/completions/stack-tools.fish`,
};

const SCRIPTS = { bash, zsh, fish };

export const completionCommand: Command = {
  words: WORDS,
  options: {},
  takes: SHELLS,
  run: (args) => {
    const { inputs } = argumentsIn(args, {});
    const takes = `completion takes one shell: ${SHELLS.join(", ")}.`;
    const shell = onlyInput(inputs, takes);
    return { output: SCRIPTS[oneOf("the shell", SHELLS, shell)]() };
  },
};

/** A command as a shell completes it. */
interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What it takes in place of paths. */
  readonly takes: readonly string[];
}

interface CompletedOption {
  readonly name: string;
  readonly help: string;
  readonly isRepeatable: boolean;
  /** Of a switch, undefined. */
  readonly value?: string;
  /** What the value may be: these words, a path, or what nobody can complete. */
  readonly words: readonly string[];
  readonly isPath: boolean;
}

const PATHS = ["file", "folder", "path", "version"];

function completed(): Completed[] {
  const commands = COMMANDS.map(({ name, summary, load }) => {
    const { options, takes = [] } = load();
    const shown = optionsIn(options).map(({ help, value, ...option }) => ({
      ...option,
      value,
      help: firstClause(help),
      words: value?.split(/[|,]/).filter((_, __, all) => all.length > 1) ?? [],
      isPath: value !== undefined && PATHS.includes(value),
    }));
    return { name, summary, options: shown, takes };
  });
  const names = COMMANDS.map(({ name }) => name);
  return [...commands, { name: "help", summary: "prints the help of a command", options: [], takes: names }];
}

/** What is said of an option, up to its first pause. */
function firstClause(help: string): string {
  return help
    .replace(/\s+/g, " ")
    .replace(/(?:[;:.] | \().*$/, "")
    .trim();
}

function bash(): string {
  const commands = completed();
  const cases = commands.flatMap(({ name, options, takes }) => [
    ...options
      .filter(({ words }) => words.length > 0)
      .map((option) => `    *:${name}:--${option.name}:*) words='${option.words.join(" ")}' ;;`),
    `    *:${name}:*:-*) words='${[...options.map((option) => `--${option.name}`), "--help", "--version"].join(" ")}' ;;`,
    ...(takes.length === 0 ? [] : [`    2:${name}:*) words='${takes.join(" ")}' ;;`]),
  ]);
  return `_stack_tools() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  case $current:$previous in
    =:*) current= ;;
    *:=) previous=\${COMP_WORDS[COMP_CWORD-2]} ;;
  esac
  case $COMP_CWORD:\${COMP_WORDS[1]}:$previous:$current in
    1:*) words='${[...commands.map(({ name }) => name), "--help", "--version"].join(" ")}' ;;
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _stack_tools stack-tools`;
}

/** A word of zsh and of fish. */
function shellWord(text: string, quote: string): string {
  return `'${text.replace(/'/g, quote)}'`;
}

function zsh(): string {
  const word = (text: string) => shellWord(text, "'\\''");
  const commands = completed();
  const optionWord = ({ name, help, value, words, isPath, isRepeatable }: CompletedOption) => {
    const action = isPath ? "_files" : `(${words.join(" ")})`;
    const what = value === undefined ? "" : `:value:${isPath || words.length > 0 ? action : " "}`;
    const shown = help.replace(/[[\]\\]/g, "\\$&");
    return word(`${isRepeatable ? "*" : ""}--${name}${value === undefined ? "" : "="}[${shown}]${what}`);
  };
  const cases = commands.map(({ name, options, takes }) => {
    const argument = takes.length === 0 ? "*:path:_files" : `2:word:(${takes.join(" ")})`;
    return `    ${name}) _arguments '1: : ' ${word(argument)} $common ${options.map(optionWord).join(" ")} ;;`;
  });
  return `_stack_tools() {
  local -a commands=(${commands.map(({ name, summary }) => word(`${name}:${summary}`)).join(" ")})
  local -a common=('(- *)'{-h,--help}'[print this help]' '(- *)'{-v,--version}'[print the version]')
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
  fi
  case $words[2] in
${cases.join("\n")}
    *) _arguments $common ;;
  esac
}
compdef _stack_tools stack-tools`;
}

function fish(): string {
  const word = (text: string) => shellWord(text.replace(/\\/g, "\\\\"), "\\'");
  const lines = completed().flatMap(({ name, summary, options, takes }) => {
    const within = `complete -c stack-tools -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c stack-tools -n __fish_use_subcommand -f -a ${name} -d ${word(summary)}`,
      ...(takes.length === 0 ? [] : [`${within} -f -a ${word(takes.join(" "))}`]),
      ...options.map((option) => `${within} -l ${option.name}${valueIn(option)} -d ${word(option.help)}`),
    ];
  });
  return [
    "complete -c stack-tools -e",
    "complete -c stack-tools -s h -l help -d 'print this help'",
    "complete -c stack-tools -s v -l version -d 'print the version'",
    ...lines,
  ].join("\n");
}

function valueIn({ value, words, isPath }: CompletedOption): string {
  if (value === undefined) {
    return "";
  }
  return isPath ? " -r -F" : ` -x -a '${words.join(" ")}'`;
}
