import { argumentsIn, type Command, type Listed, oneOf, onlyInput, optionsIn } from "../command";

const SHELLS = ["bash", "zsh", "fish"] as const;

export const completionOf = (commands: readonly Listed[]): Command => ({
  words: {
    before: `Usage: stack-tools completion <bash|zsh|fish>

Prints a script that lets a shell complete commands, options and their values, after the
name stack-tools, wherever that is on the PATH.`,
    after: `Exit codes: 0 success, 1 refused, 2 wrong usage. Prints the script to standard output.

Examples:
  stack-tools completion bash > ~/.stack-tools.bash # in ~/.bashrc: . ~/.stack-tools.bash
  stack-tools completion zsh > ~/.stack-tools.zsh   # likewise, in ~/.zshrc after compinit
  stack-tools completion fish > ~/.config/fish/completions/stack-tools.fish`,
  },
  options: {},
  takes: SHELLS,
  run: (args) => {
    const given = onlyInput(argumentsIn(args, {}).inputs, `completion takes one shell: ${SHELLS.join(", ")}.`);
    const shell = oneOf("the shell", SHELLS, given);
    return { output: { bash, zsh, fish }[shell](completed(commands)) };
  },
});

/** Values that are completed as paths. */
const PATHS = ["file", "folder", "path", "version"];

type Completed = ReturnType<typeof completed>;

/** The commands as a shell completes them: their options with the words or the path that these take, and their own words. */
function completed(commands: readonly Listed[]) {
  const help = {
    name: "help",
    summary: "prints the help of a command",
    options: {},
    takes: commands.map(({ name }) => name),
  };
  const loaded = commands.map(({ name, summary, load }) => ({ takes: [], ...load(), name, summary }));
  return [...loaded, help].map(({ name, summary, takes, options }) => ({
    ...{ name, summary, takes },
    options: optionsIn(options).map(({ value, ...option }) => ({
      ...option,
      isSwitch: value === undefined,
      isPath: PATHS.includes(value ?? ""),
      words: /[|,]/.test(value ?? "") ? (value ?? "").split(/[|,]/) : [],
      /** What is said of it, up to the first pause. */
      summary: option.help.replace(/\s+/g, " ").replace(/(?:[;:.] | \().*$/, ""),
    })),
  }));
}

function bash(commands: Completed): string {
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

function zsh(commands: Completed): string {
  const word = (text: string) => shellWord(text, "'\\''");
  const optionWord = ({
    name,
    summary,
    isSwitch,
    words,
    isPath,
    isRepeatable,
  }: Completed[number]["options"][number]) => {
    const shown = `[${summary.replace(/[[\]\\]/g, "\\$&")}]`;
    const values = isPath ? "_files" : `(${words.join(" ")})`;
    return word(`${isRepeatable ? "*" : ""}--${name}${isSwitch ? shown : `=${shown}:value:${values}`}`);
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

function fish(commands: Completed): string {
  const word = (text: string) => shellWord(text.replace(/\\/g, "\\\\"), "\\'");
  const lines = commands.flatMap(({ name, summary, options, takes }) => {
    const within = `complete -c stack-tools -n 'contains -- (commandline -opc)[2] ${name}'`;
    return [
      `complete -c stack-tools -n __fish_use_subcommand -f -a ${name} -d ${word(summary)}`,
      ...(takes.length === 0 ? [] : [`${within} -f -a ${word(takes.join(" "))}`]),
      ...options.map(({ isSwitch, isPath, words, ...option }) => {
        const values = isPath ? " -r -F" : ` -x -a '${words.join(" ")}'`;
        return `${within} -l ${option.name}${isSwitch ? "" : values} -d ${word(option.summary)}`;
      }),
    ];
  });
  return [
    "complete -c stack-tools -e",
    "complete -c stack-tools -s h -l help -d 'print this help'",
    "complete -c stack-tools -s v -l version -d 'print the version'",
    ...lines,
  ].join("\n");
}
