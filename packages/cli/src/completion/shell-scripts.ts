/**
 * What a shell runs to complete our command lines, by its name. It asks the command itself, so that it never grows old:
 * MIGRATE_WORDS has the words after `migrate` up to the one that is being written, a line each.
 */
export const shellScripts: Readonly<Record<string, string>> = {
  bash: `# bash completion of migrate. Load it with: source <(migrate completion bash)
_migrate() {
  COMPREPLY=()
  local IFS=$'\\n' line
  while read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(MIGRATE_WORDS="\${COMP_WORDS[*]:1:COMP_CWORD}" "\${COMP_WORDS[0]}" completion bash 2>/dev/null)
}
complete -o default -F _migrate migrate ads-migrate
`,
  zsh: `#compdef migrate ads-migrate
# zsh completion of migrate. Load it with: source <(migrate completion zsh)
_migrate() {
  local -a candidates
  local word text
  while IFS=$'\\t' read -r word text; do
    candidates+=("\${word//:/\\\\:}:$text")
  done < <(MIGRATE_WORDS="\${(pj:\\n:)words[2,CURRENT]}" "\${words[1]}" completion zsh 2>/dev/null)
  if (( \${#candidates} )); then
    _describe migrate candidates
  else
    _files
  fi
}
compdef _migrate migrate ads-migrate
`,
}
