"""As much of GitHub's runner as a composite action needs: expressions, files for outputs and summaries, commands in logs.

What the documentation of GitHub Actions and the source of actions/runner say is done the same way here, so that the steps
of action.yml are run as they stand. What is not known here (a function, a context) is an error, never guessed.
"""

import os
import re
import subprocess
from pathlib import Path

from ruamel.yaml import YAML

TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|([A-Za-z_][\w.-]*)|(\d+)|(&&|\|\||==|!=|!|\(|\)))")


class Expression:
    """`||`, `&&`, `==`, `!=`, `!`, parentheses, literals, context paths, and the functions about a job's state."""

    def __init__(self, text, contexts, failed):
        self.contexts, self.failed = contexts, failed
        self.tokens, at = [], 0
        text = text.strip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise ValueError(f"not understood: {text[at:]}")
            self.tokens.append(match.groups())
            at = match.end()

    def value(self):
        value = self.either()
        if self.tokens:
            raise ValueError(f"not understood: {self.tokens}")
        return value

    def take(self, *operators):
        if self.tokens and self.tokens[0][3] in operators:
            return self.tokens.pop(0)[3]
        return None

    def either(self):
        value = self.both()
        while self.take("||"):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.equal()
        while self.take("&&"):
            other = self.equal()
            value = value and other
        return value

    def equal(self):
        value = self.single()
        while operator := self.take("==", "!="):
            other = self.single()
            # Strings are compared without regard to case; null is not a string here.
            same = str("" if value is None else value).lower() == str("" if other is None else other).lower()
            value = same if operator == "==" else not same
        return value

    def single(self):
        if self.take("!"):
            return not self.single()
        if self.take("("):
            value = self.either()
            if not self.take(")"):
                raise ValueError("a parenthesis is not closed")
            return value
        text, name, number, operator = self.tokens.pop(0)
        if text is not None:
            return text[1:-1].replace("''", "'")
        if number is not None:
            return int(number)
        if operator is not None:
            raise ValueError(f"not understood: {operator}")
        if self.take("("):
            if not self.take(")"):
                raise ValueError(f"{name} has arguments")
            return {"always": True, "cancelled": False, "success": not self.failed, "failure": self.failed}[name]
        return self.path(name)

    def path(self, name):
        first, *rest = name.split(".")
        value = self.contexts[first]
        for key in rest:
            value = value.get(key) if isinstance(value, dict) else None
        return value


def resolve(text, contexts, failed=False):
    """Every `${{ }}` of a text, as a string."""

    def one(match):
        value = Expression(match.group(1), contexts, failed).value()
        return {None: "", True: "true", False: "false"}.get(value, str(value))

    return re.sub(r"\$\{\{(.*?)\}\}", one, str(text), flags=re.S)


def condition(text, contexts, failed):
    """An `if`: without a function about the job's state, `success()` is meant, too."""
    text = re.sub(r"^\s*\$\{\{(.*)\}\}\s*$", r"\1", text or "success()", flags=re.S)
    value = Expression(text, contexts, failed).value()
    stated = re.search(r"\b(always|cancelled|success|failure)\(\)", text)
    return bool(value) and (bool(stated) or not failed)


# The commands that the runner knows; any of them in a log does something.
COMMANDS = {
    "set-env", "set-output", "save-state", "add-path", "add-mask", "add-matcher", "remove-matcher", "stop-commands",
    "echo", "debug", "warning", "error", "notice", "group", "endgroup", "internal-set-repo-path",
}


def commands(log):
    """What the runner takes for commands: `::name properties::data` at the beginning of a line, `##[name]data` anywhere."""
    for line in re.split(r"\r\n|\r|\n", log):
        match = re.match(r"\s*::([^ :]+)(?: (.*?))?::(.*)$", line)
        if match and match.group(1).lower() in COMMANDS:
            properties = dict(pair.split("=", 1) for pair in (match.group(2) or "").split(",") if "=" in pair)
            data = match.group(3).replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
            yield {"command": match.group(1), "data": data, **properties}
            continue
        match = re.search(r"##\[([^ \]]+)[^\]]*\](.*)$", line)
        if match and match.group(1).lower() in COMMANDS:
            yield {"command": match.group(1), "data": match.group(2)}


def named_values(text):
    """A file of `name=value` lines and `name<<END` blocks."""
    values, lines = {}, iter(text.splitlines())
    for line in lines:
        if block := re.match(r"([^=]+?)<<(.+)$", line):
            body = []
            for inner in lines:
                if inner == block.group(2):
                    break
                body.append(inner)
            values[block.group(1)] = "\n".join(body)
        else:
            name, value = line.split("=", 1)
            values[name] = value
    return values


class Run:
    """What a run of the action came to."""

    def __init__(self):
        self.log, self.summary, self.outputs, self.failed, self.uploaded, self.status = "", "", {}, False, None, 0

    @property
    def commands(self):
        return list(commands(self.log))


def run_action(folder, action, workspace, inputs, github, environment):
    """Run the composite action at `action` in `workspace`, as `uses:` in a job would."""
    definition = YAML(typ="safe").load(Path(action, "action.yml").read_text())
    known = definition["inputs"]
    unknown = set(inputs) - set(known)
    if unknown:
        raise ValueError(f"no such inputs: {unknown}")
    contexts = {"github": github, "steps": {}, "env": environment}
    contexts["inputs"] = {
        name: str(inputs[name]) if name in inputs else resolve(spec.get("default", ""), contexts)
        for name, spec in known.items()
    }
    run = Run()
    for at, step in enumerate(definition["runs"]["steps"]):
        if not condition(step.get("if"), contexts, run.failed):
            continue
        if "uses" in step:
            run.uploaded = {key: resolve(value, contexts) for key, value in step["with"].items()}
            continue
        files = {name: folder / f"{name}-{at}" for name in ("output", "step_summary", "env", "path", "script")}
        for file in files.values():
            file.write_text("")
        files["script"].write_text(resolve(step["run"], contexts))
        assert step["shell"] == "bash"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", files["script"]],
            cwd=workspace,
            env={
                **environment,
                "GITHUB_ACTIONS": "true",
                "CI": "true",
                "GITHUB_ACTION_PATH": str(action),
                "GITHUB_OUTPUT": str(files["output"]),
                "GITHUB_STEP_SUMMARY": str(files["step_summary"]),
                "GITHUB_ENV": str(files["env"]),
                "GITHUB_PATH": str(files["path"]),
                **{name: resolve(value, contexts) for name, value in step.get("env", {}).items()},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        run.log += done.stdout.decode()
        run.summary += files["step_summary"].read_text()
        assert files["step_summary"].stat().st_size <= 1024 * 1024, "GitHub drops a summary of more than 1 MiB"
        assert not files["env"].read_text() and not files["path"].read_text()
        if "id" in step:
            contexts["steps"][step["id"]] = {"outputs": named_values(files["output"].read_text())}
        if done.returncode != 0:
            run.failed, run.status = True, done.returncode
    run.outputs = {name: resolve(spec["value"], contexts) for name, spec in definition["outputs"].items()}
    return run
