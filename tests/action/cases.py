"""What people do on GitHub, and what the action answers. `tests/action/run [NAME..]` runs those whose name holds a word."""

import base64
import hashlib
import http.server
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tarfile
import threading
from functools import partial
from pathlib import Path

from runner import run_action

ACTION = Path(__file__).resolve().parents[2]
PLANLINT = os.environ["PLANLINT"]
SCRATCH = Path(os.environ["SCRATCH"])
NOBODY = "0" * 40
HOME = SCRATCH / "home"

PLAN = """\
plan: {version: 1}
owners:
  甲方: {kind: organisation}
"""
PHASE = """\
phases:
  - id: "%(phase)s"
    name: 部署
    total_days: 4
    coordinator: 甲方
    executors: [甲方]
    tasks:
      - id: "%(phase)s.1"
        name: 安装
        start: 2024-0%(phase)s-04
        finish: 2024-0%(phase)s-05
        days: 2
      - id: "%(phase)s.2"
        name: 验收
        start: 2024-0%(phase)s-06
        finish: 2024-0%(phase)s-07
        days: 2
"""


def git(folder, *arguments, **more):
    command = ["git", "-c", "user.name=somebody", "-c", "user.email=somebody@example.org", *arguments]
    environment = {"PATH": os.environ["PATH"], "HOME": str(HOME), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout.strip()


class Hosted:
    """A repository on GitHub, with pull requests, and what actions/checkout makes of it for a job."""

    def __init__(self, name):
        self.folder = SCRATCH / name
        self.origin, self.work, self.temp = self.folder / "origin.git", self.folder / "work", self.folder / "temp"
        for folder in (self.origin, self.work, self.temp):
            folder.mkdir(parents=True)
        git(self.origin, "init", "--quiet", "--bare", "--initial-branch=main")
        git(self.work, "init", "--quiet", "--initial-branch=main")
        git(self.work, "remote", "add", "origin", self.origin.as_uri())

    def commit(self, message, **files):
        """Commit files, given as {path: text}; a path that is gone is None."""
        for path, text in files.get("files", {}).items():
            path = self.work / path
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        git(self.work, "add", "--all")
        git(self.work, "commit", "--quiet", "--allow-empty", "--file=-", input=message)
        return git(self.work, "rev-parse", "HEAD")

    def edit(self, path, *changes):
        """The text of a file with `before` replaced by `after`, in pairs."""
        text = (self.work / path).read_text()
        for before, after in changes:
            assert before in text, f"{path} has no {before!r}"
            text = text.replace(before, after)
        return {path: text}

    def plan(self):
        """Two clean phases on main, after enough history that a shallow checkout lacks it."""
        self.commit("a plan", files={"plan/plan.yaml": PLAN, "plan/phase-1.yaml": PHASE % {"phase": 1}})
        return self.commit("another phase", files={"plan/phase-2.yaml": PHASE % {"phase": 2}})

    def branch(self, name, start="main"):
        git(self.work, "checkout", "--quiet", "-B", name, start)

    def push(self, *refspecs):
        git(self.work, "push", "--quiet", "--force", "origin", *(refspecs or ("HEAD",)))

    def pull_request(self, branch, number=7, base="main", ref=None, repository="owner/repo"):
        """Open one: its head and the test merge exist on the host, and an event says so. `branch` is a local name."""
        base_sha, head_sha = git(self.work, "rev-parse", base), git(self.work, "rev-parse", branch)
        git(self.work, "checkout", "--quiet", "--detach", base)
        merge = base_sha
        try:
            git(self.work, "merge", "--quiet", "--no-ff", "-m", f"Merge {head_sha} into {base_sha}", head_sha)
            merge = git(self.work, "rev-parse", "HEAD")
        except AssertionError:
            git(self.work, "merge", "--abort")
        self.push(f"{base}:refs/heads/{base}", f"{head_sha}:refs/pull/{number}/head", f"{merge}:refs/pull/{number}/merge")
        return {
            "name": "pull_request",
            "ref": f"refs/pull/{number}/merge",
            "sha": merge,
            "base_ref": base,
            "head_ref": ref or branch,
            "event": {
                "pull_request": {
                    "number": number,
                    "title": ref or branch,
                    "base": {"sha": base_sha, "ref": base},
                    "head": {"sha": head_sha, "ref": ref or branch, "repo": {"full_name": repository}},
                },
            },
        }

    def checkout(self, event, depth=0):
        """As actions/checkout does: everything with `fetch-depth: 0`, else one commit."""
        workspace = self.folder / "workspace"
        shutil.rmtree(workspace, ignore_errors=True)
        workspace.mkdir()
        git(workspace, "init", "--quiet", "--initial-branch=main")
        git(workspace, "remote", "add", "origin", self.origin.as_uri())
        local = "refs/remotes/" + event["ref"].removeprefix("refs/").replace("heads/", "origin/", 1)
        options = [f"--depth={depth}", "--no-tags"]
        if depth == 0:
            options = []
            git(workspace, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
        git(workspace, "fetch", "--quiet", *options, "origin", f"+{event['sha']}:{local}")
        git(workspace, "checkout", "--quiet", "--force", "--detach", event["sha"])
        return workspace

    def run(self, event, depth=0, workspace=None, environment=None, **inputs):
        workspace = workspace or self.checkout(event, depth)
        inputs = {name.replace("_", "-"): value for name, value in inputs.items()}
        if "version" not in inputs:
            inputs.setdefault("binary", PLANLINT)
        payload = {"repository": {"full_name": "owner/repo", "default_branch": "main"}, **event["event"]}
        event_file = self.folder / "event.json"
        event_file.write_text(json.dumps(payload))
        github = {"event_name": event["name"], "event": payload, "token": "t0ken", "repository": "owner/repo"}
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(HOME),
            "TZ": "UTC",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_EVENT_NAME": event["name"],
            "GITHUB_EVENT_PATH": str(event_file),
            "GITHUB_REPOSITORY": "owner/repo",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REF": event["ref"],
            "GITHUB_REF_NAME": event["ref"].split("/", 2)[2],
            "GITHUB_SHA": event["sha"],
            "GITHUB_BASE_REF": event.get("base_ref", ""),
            "GITHUB_HEAD_REF": event.get("head_ref", ""),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            "RUNNER_TEMP": str(self.temp),
            **(environment or {}),
        }
        before = git(workspace, "status", "--porcelain")
        run = run_action(self.folder, ACTION, workspace, inputs, github, variables)
        assert git(workspace, "status", "--porcelain") == before, "the working tree was touched"
        assert "t0ken" not in run.log + run.summary
        return run


def push_event(before, after, ref="refs/heads/main"):
    return {"name": "push", "ref": ref, "sha": after, "event": {"before": before, "after": after}}


def group_event(base, head):
    return {
        "name": "merge_group",
        "ref": f"refs/heads/gh-readonly-queue/main/pr-7-{base}",
        "sha": head,
        "event": {"merge_group": {"base_sha": base, "head_sha": head, "base_ref": "refs/heads/main"}},
    }


def expect(run, verdict, **counts):
    """The verdict in every place that it shows, and how many findings of each level."""
    status = {"pass": 0, "block": 1, "": 2}[verdict]
    said = f"{run.outputs}\n{run.log}\n{run.summary}"
    assert run.status == status and run.failed == (status != 0), f"status {run.status}\n{said}"
    assert (run.outputs["verdict"], run.outputs["status"]) == (verdict, str(status)), said
    for name, count in counts.items():
        assert run.outputs[name] == str(count), f"{name}\n{said}"
    if verdict:
        levels = {"errors": "error", "warnings": "warning", "notes": "notice"}
        for name, command in levels.items():
            shown = [one for one in run.commands if one["command"] == command]
            extra = int(run.outputs["conflicts"]) if name == "errors" else 0
            assert len(shown) == int(run.outputs[name]) + extra, f"{name}\n{said}"
        for name in ("json", "sarif"):
            json.loads(Path(run.outputs[name]).read_text())


def halves(hosted):
    """Two sides that are fine alone: one moves the predecessor late, the other waits for it. Returns the base's commit."""
    hosted.plan()
    hosted.branch("topic")
    hosted.commit("wait for the installation", files=hosted.edit("plan/phase-2.yaml", ("name: 安装\n", 'name: 安装\n        depends_on: ["1.2"]\n')))
    hosted.branch("main", "main")
    late = hosted.edit(
        "plan/phase-1.yaml",
        ("start: 2024-01-06\n        finish: 2024-01-07", "start: 2024-03-06\n        finish: 2024-03-07"),
    )
    hosted.commit("the hardware comes late", files=late)
    return git(hosted.work, "rev-parse", "main")


def names_both_halves(run):
    for place in (run.summary, run.log):
        for word in ("dependency-dates", "wait for the installation", "the hardware comes late"):
            assert word in place, f"{word}\n{place}"


def a_pull_request_that_passes():
    hosted = Hosted("passes")
    hosted.plan()
    hosted.branch("topic")
    hosted.commit("rename", files=hosted.edit("plan/phase-1.yaml", ("name: 安装", "name: 安装设备")))
    run = hosted.run(hosted.pull_request("topic"))
    expect(run, "pass", errors=0, warnings=0, notes=0, conflicts=0)
    assert "merging pull/7/head into origin/main" in run.summary, run.summary
    assert "安装设备" in run.summary and "1 changed" in run.summary, run.summary
    assert run.uploaded is None
    assert run.outputs["head"] == git(hosted.work, "rev-parse", "topic")


def an_inconsistent_merge_is_blocked():
    hosted = Hosted("inconsistent")
    halves(hosted)
    event = hosted.pull_request("topic")
    run = hosted.run(event, upload_sarif="true")
    expect(run, "block", errors=1, conflicts=0)
    names_both_halves(run)
    (annotation,) = [one for one in run.commands if one["command"] == "error"]
    assert annotation["file"] == "plan/phase-2.yaml" and annotation["title"] == "dependency-dates", annotation
    lines = (hosted.checkout(event) / annotation["file"]).read_text().splitlines()
    assert "depends_on" in lines[int(annotation["line"]) - 1], annotation
    assert run.uploaded["sarif_file"] == run.outputs["sarif"] and run.uploaded["category"] == "planlint"


def a_shallow_checkout_is_deepened():
    hosted = Hosted("shallow")
    halves(hosted)
    # More history on both sides than is fetched at first.
    for at in range(60):
        hosted.commit(f"main {at}")
    hosted.branch("topic", "topic")
    for at in range(60):
        hosted.commit(f"topic {at}")
    event = hosted.pull_request("topic")
    workspace = hosted.checkout(event, depth=1)
    assert git(workspace, "rev-list", "--count", "HEAD") == "1"
    run = hosted.run(event, workspace=workspace)
    expect(run, "block", errors=1)
    names_both_halves(run)


def a_merge_base_behind_the_edge_is_found():
    """A short way to an old common commit must not hide a newer one at the end of a longer way."""
    hosted = Hosted("edge")
    old = hosted.plan()
    hosted.branch("side")
    hosted.commit("late", files=hosted.edit("plan/phase-1.yaml", ("finish: 2024-01-07\n        days: 2", "finish: 2024-01-09\n        days: 2")))
    newest = git(hosted.work, "rev-parse", "side")
    # Both sides have `side`, but behind 80 commits; and `old` as a direct parent.
    for name in ("main", "topic"):
        hosted.branch(f"long-{name}", newest)
        for at in range(80):
            hosted.commit(f"{name} {at}")
        tree = git(hosted.work, "rev-parse", "HEAD^{tree}")
        merge = git(hosted.work, "commit-tree", "-p", old, "-p", "HEAD", "-m", f"merge for {name}", tree)
        hosted.branch(name, merge)
    event = hosted.pull_request("topic")
    expect(hosted.run(event), "pass", errors=0)
    # With `old` for a merge base, the mistake of `side` would not be on both sides.
    run = hosted.run(event, depth=1)
    expect(run, "pass", errors=0)
    assert json.loads(Path(run.outputs["json"]).read_text())["merge_base"] == newest


def a_shallow_checkout_without_its_origin_says_what_to_do():
    hosted = Hosted("cut")
    halves(hosted)
    workspace = hosted.checkout(event := hosted.pull_request("topic"), depth=1)
    git(workspace, "remote", "set-url", "origin", (hosted.folder / "nowhere").as_uri())
    run = hosted.run(event, workspace=workspace)
    expect(run, "")
    assert [one["command"] for one in run.commands] == ["error"], run.log
    assert "check out with fetch-depth: 0" in run.commands[0]["data"], run.log
    assert "could not do its work" in run.summary


def the_base_is_as_it_is_now():
    """The event is older than what others have merged since."""
    hosted = Hosted("newer")
    hosted.plan()
    hosted.branch("topic")
    hosted.commit("wait for the installation", files=hosted.edit("plan/phase-2.yaml", ("name: 安装\n", 'name: 安装\n        depends_on: ["1.2"]\n')))
    event = hosted.pull_request("topic")
    workspace = hosted.checkout(event)
    expect(hosted.run(event, workspace=workspace), "pass")
    hosted.branch("main", "main")
    hosted.commit("the hardware comes late", files=hosted.edit("plan/phase-1.yaml", ("2024-01-06", "2024-03-06"), ("2024-01-07", "2024-03-07")))
    hosted.push("main")
    run = hosted.run(event, workspace=workspace)
    expect(run, "block", errors=1)
    names_both_halves(run)


def a_private_repository_whose_checkout_kept_no_credentials():
    hosted = Hosted("private")
    hosted.plan()
    hosted.branch("topic")
    hosted.commit("wait for the installation", files=hosted.edit("plan/phase-2.yaml", ("name: 安装\n", 'name: 安装\n        depends_on: ["1.2"]\n')))
    event = hosted.pull_request("topic")
    workspace = hosted.checkout(event)
    hosted.branch("main", "main")
    hosted.commit("the hardware comes late", files=hosted.edit("plan/phase-1.yaml", ("2024-01-06", "2024-03-06"), ("2024-01-07", "2024-03-07")))
    hosted.push("main")
    git(hosted.origin, "update-server-info")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(PrivateHandler, directory=hosted.folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    git(workspace, "remote", "set-url", "origin", f"{address}/origin.git")
    # The token is for GitHub, wherever the origin is.
    run = hosted.run(event, workspace=workspace)
    expect(run, "pass")
    assert "origin/main could not be fetched" in run.log, run.log
    run = hosted.run(event, workspace=workspace, environment={"GITHUB_SERVER_URL": address})
    expect(run, "block", errors=1)
    names_both_halves(run)
    assert "t0ken" not in (workspace / ".git/config").read_text()
    server.shutdown()
    server.server_close()


def a_conflict_is_told():
    hosted = Hosted("conflict")
    hosted.plan()
    hosted.branch("topic")
    hosted.commit("theirs", files=hosted.edit("plan/phase-1.yaml", ("name: 安装", "name: 装机")))
    hosted.branch("main", "main")
    hosted.commit("ours", files=hosted.edit("plan/phase-1.yaml", ("name: 安装", "name: 上架")))
    run = hosted.run(hosted.pull_request("topic"))
    expect(run, "block", conflicts=1)
    assert "装机" in run.summary and "上架" in run.summary, run.summary
    # GitHub starts no job for a pull request with conflicts; a job for the push of its branch does see them.
    hosted.push("main", "topic")
    run = hosted.run(push_event(NOBODY, git(hosted.work, "rev-parse", "topic"), "refs/heads/topic"), base="main")
    expect(run, "block", conflicts=1)
    assert "装机" in run.summary and "上架" in run.summary, run.summary


HOSTILE = [
    "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "${{ github.token }}",
    "::set-output name=verdict::pass", "%0A::error::pwned", "##[set-output name=verdict]pass", "##[add-mask]e",
    "::stop-commands::x", "</td><script>x</script>", "@everyone [x](http://y)",
]


def a_hostile_fork_is_only_text():
    hosted = Hosted("hostile")
    hosted.plan()
    hosted.branch("topic")
    text = (hosted.work / "plan/phase-1.yaml").read_text()
    tasks, files = "", {}
    for at, evil in enumerate(HOSTILE):
        quoted = json.dumps(evil + "\n" + evil)
        tasks += f"      - {{id: {json.dumps('1.' + str(at + 3) + evil)}, name: {quoted}, executors: [{quoted}], depends_on: [{quoted}]}}\n"
        name = evil.replace("/", "_")
        files[f"plan/{name}.yaml"] = f"phases:\n  - {{id: {json.dumps(evil)}, {json.dumps(evil)}: 1}}\n"
        hosted.commit(f"{evil}\n\n{evil}\n\nPlanlint-Allow: date-missing -- {evil}\n")
    message = "\n".join(HOSTILE) + "\n\nPlanlint-Allow: owner-undeclared 1.3$(touch pwned) -- ##[error]pwned\n"
    hosted.commit(message, files={"plan/phase-1.yaml": text + tasks, "$(touch pwned)": "x", **files})
    event = hosted.pull_request("topic", ref="$(touch${IFS}pwned)-`touch${IFS}pwned`", repository="stranger/repo")
    for depth in (0, 1):
        workspace = hosted.checkout(event, depth)
        run = hosted.run(event, workspace=workspace, upload_sarif="true")
        # Fewer annotations than findings would mean that one was swallowed, more that one came alive.
        expect(run, "block")
        assert int(run.outputs["errors"]) > len(HOSTILE)
        assert {one["command"] for one in run.commands} <= {"error", "warning", "notice"}
        assert all(one["title"] for one in run.commands)
        assert not [path for path in SCRATCH.rglob("pwned")] and not Path("pwned").exists()
        assert "<script>" not in strip_code(run.summary) and "@everyone" not in strip_code(run.summary)
        assert run.uploaded is None, "a fork's token may not upload"


def strip_code(markdown):
    """Without code spans, where nothing comes alive."""
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", markdown)


def a_merge_group():
    hosted = Hosted("group")
    base = halves(hosted)
    git(hosted.work, "merge", "--quiet", "--no-ff", "-m", "Merge pull request #7", "topic")
    head = git(hosted.work, "rev-parse", "HEAD")
    event = group_event(base, head)
    hosted.push(f"{base}:refs/heads/main", f"{head}:{event['ref']}")
    for depth in (0, 1):
        run = hosted.run(event, depth=depth)
        expect(run, "block", errors=1)
        names_both_halves(run)
    # Squashed, there is one half only.
    squashed = git(hosted.work, "commit-tree", "-p", base, "-m", "squashed", f"{head}^{{tree}}")
    event = group_event(base, squashed)
    hosted.push(f"{squashed}:{event['ref']}")
    for depth in (0, 1):
        expect(hosted.run(event, depth=depth), "block", errors=1)


def pushes():
    hosted = Hosted("push")
    first = hosted.plan()
    good = hosted.commit("rename", files=hosted.edit("plan/phase-1.yaml", ("name: 安装", "name: 安装设备")))
    bad = hosted.commit("late", files=hosted.edit("plan/phase-1.yaml", ("days: 2", "days: 3")))
    hosted.push("main")
    for depth in (0, 1):
        expect(hosted.run(push_event(first, good), depth=depth), "pass", errors=0)
        expect(hosted.run(push_event(good, bad), depth=depth), "block")
    # What was there before does not count.
    expect(hosted.run(push_event(bad, hosted_commit(hosted, "nothing"))), "pass", errors=0)
    # A new branch is gated against the default branch; the first push of all has nothing to be gated against.
    hosted.push("main:refs/heads/new")
    head = git(hosted.work, "rev-parse", "main")
    run = hosted.run(push_event(NOBODY, head, "refs/heads/new"))
    expect(run, "pass")
    assert "into origin/main" in run.summary, run.summary
    run = hosted.run(push_event(NOBODY, head))
    expect(run, "block")
    assert run.outputs["base"] == "" and "checking the whole plan" in run.log
    # After a forced push the commit before may be nowhere.
    expect(hosted.run(push_event("1" * 40, head, "refs/heads/new")), "pass")


def hosted_commit(hosted, message):
    sha = hosted.commit(message)
    hosted.push("main")
    return sha


def a_repository_without_a_plan():
    hosted = Hosted("empty")
    hosted.commit("first", files={"README.md": "x\n"})
    hosted.branch("topic")
    hosted.commit("second", files={"README.md": "y\n"})
    event = hosted.pull_request("topic")
    run = hosted.run(event)
    expect(run, "")
    (said,) = run.commands
    assert said["command"] == "error" and "there is no plan in plan" in said["data"], run.log
    assert "could not do its work" in run.summary and run.uploaded is None
    # The pull request that brings the first plan.
    hosted.branch("topic", "topic")
    hosted.commit("third", files={"计划/plan.yaml": PLAN, "计划/phase-1.yaml": PHASE % {"phase": 1}})
    run = hosted.run(hosted.pull_request("topic"), plans="\n  计划  \n")
    expect(run, "pass", errors=0)


def the_inputs():
    hosted = Hosted("inputs")
    hosted.plan()
    hosted.push("main:refs/heads/release")
    hosted.branch("topic")
    hosted.commit("no total", files=hosted.edit("plan/phase-1.yaml", ("    total_days: 4\n", "")))
    event = hosted.pull_request("topic")
    expect(hosted.run(event), "pass", warnings=2)
    expect(hosted.run(event, fail_on="warning"), "block", warnings=2)
    expect(hosted.run(event, plans="plan"), "pass", warnings=2)
    run = hosted.run(event, plans="plan\nnowhere")
    expect(run, "")
    run = hosted.run(event, base="release")
    expect(run, "pass", warnings=2)
    assert "into origin/release" in run.summary
    expect(hosted.run(event, base=git(hosted.work, "rev-parse", "main"), depth=1), "pass", warnings=2)
    for wrong in ("--output=text=pwned", "nowhere"):
        run = hosted.run(event, base=wrong)
        expect(run, "")
        assert "there is no branch or commit" in run.commands[0]["data"]
    expect(hosted.run(event, fail_on="sometimes"), "")
    run = hosted.run({**event, "name": "pull_request_target"})
    expect(run, "")
    assert "pull_request has all it needs" in run.commands[0]["data"]
    dispatch = {"name": "workflow_dispatch", "ref": "refs/heads/main", "sha": git(hosted.work, "rev-parse", "main"), "event": {}}
    expect(hosted.run(dispatch), "pass")
    run = hosted.run(dispatch, binary="nowhere")
    assert run.failed and "there is no file nowhere" in run.log
    outside = hosted.folder / "outside"
    outside.mkdir()
    git(outside, "init", "--quiet")
    shutil.rmtree(outside / ".git")
    environment = {"GIT_CEILING_DIRECTORIES": str(hosted.folder)}
    done = run_action(hosted.folder, ACTION, outside, {"binary": PLANLINT}, {"event_name": "push", "event": {}}, {
        "PATH": os.environ["PATH"], "HOME": str(HOME), "RUNNER_TEMP": str(hosted.temp), "GITHUB_EVENT_NAME": "push", **environment,
    })
    assert done.status == 2 and "actions/checkout" in done.log, done.log


class Releases:
    """github.com as curl sees it, with releases in a folder; and `gh`, which remembers what it was asked."""

    def __init__(self, hosted):
        self.folder = hosted.folder
        self.served, self.bin, self.home = (self.folder / name for name in ("served", "bin", "curl"))
        for folder in (self.served, self.bin, self.home):
            folder.mkdir()
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=github.com",
             "-addext", "subjectAltName=DNS:github.com", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )
        handler = partial(QuietHandler, directory=self.served)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        port = self.server.server_address[1]
        (self.home / ".curlrc").write_text(f'connect-to = "github.com:443:127.0.0.1:{port}"\ncacert = "{certificate}"\nnoproxy = "*"\n')
        self.asked = self.folder / "asked"
        self.script("gh", f'printf "%s %s\\n" "$GH_TOKEN" "$*" >> "{self.asked}"\nexit "${{GH_STATUS-0}}"')
        self.environment = {"CURL_HOME": str(self.home), "PATH": f"{self.bin}:{os.environ['PATH']}"}

    def script(self, name, text):
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def publish(self, version, spoil=False):
        folder = self.served / f"planlint/planlint/releases/download/v{version}"
        folder.mkdir(parents=True, exist_ok=True)
        name = "planlint-x86_64-unknown-linux-musl"
        with tarfile.open(folder / f"{name}.tgz", "w:gz") as archive:
            archive.add(PLANLINT, f"{name}/planlint")
        digest = hashlib.sha256((folder / f"{name}.tgz").read_bytes()).hexdigest()
        (folder / "SHA256SUMS").write_text(f"{'0' * 64 if spoil else digest}  {name}.tgz\n")


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class PrivateHandler(QuietHandler):
    """Shows nothing without the job's token."""

    def do_GET(self):
        if self.headers.get("Authorization") == "basic " + base64.b64encode(b"x-access-token:t0ken").decode():
            super().do_GET()
        else:
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Basic")
            self.send_header("Content-Length", "0")
            self.end_headers()


def the_language():
    hosted = Hosted("language")
    halves(hosted)
    event = hosted.pull_request("topic")

    def run(**more):
        run = hosted.run(event, **more)
        expect(run, "block", errors=1, conflicts=0)
        return run

    english = run()
    assert "starts on" in english.log and "错误" not in english.log + english.summary, english.log
    # The input comes before the variable, and both before the settings.
    for more in ({"lang": "zh"}, {"environment": {"PLANLINT_LANG": "zh"}}, {"lang": "zh-CN", "environment": {"PLANLINT_LANG": "en"}}):
        chinese = run(**more)
        for place in (chinese.log, chinese.summary):
            assert "开始，但其前置任务" in place and "starts on" not in place, place
        sarif = json.loads(Path(chinese.outputs["sarif"]).read_text())
        assert sarif["runs"][0]["language"] == "zh", sarif["runs"][0]["language"]
        assert chinese.outputs["errors"] == english.outputs["errors"]
    # So are the action's own words.
    broken = hosted.run(event, lang="zh", base="nowhere")
    expect(broken, "")
    assert "planlint 未能完成工作" in broken.summary, broken.summary
    assert [one["data"] for one in broken.commands if one["command"] == "error"] == ["base：没有分支或提交 nowhere"], broken.log
    unknown = hosted.run(event, lang="fr")
    expect(unknown, "")
    assert "PLANLINT_LANG is fr" in unknown.log, unknown.log


def releases():
    hosted = Hosted("releases")
    hosted.plan()
    hosted.branch("topic")
    hosted.commit("rename", files=hosted.edit("plan/phase-1.yaml", ("name: 安装", "name: 安装设备")))
    event = hosted.pull_request("topic")
    served = Releases(hosted)

    def run(version, **environment):
        shutil.rmtree(hosted.temp)
        hosted.temp.mkdir()
        return hosted.run(event, version=version, environment={**served.environment, **environment})

    def refused(run, words):
        assert run.failed and run.status == 2 and words in run.log, run.log
        assert run.outputs["verdict"] == "" and run.summary == ""

    # There is no release yet: the commit of the action is built. The build itself is what .ci/run has just done.
    served.script("cargo", f"""
        for argument; do case $argument in --target-dir) want=1 ;; *) [ -z "$want" ] || target=$argument; want= ;; esac; done
        [ "$1 $2 $3 $4 $5" = "build --release --locked --manifest-path {ACTION}/Cargo.toml" ] || exit 1
        mkdir -p "$target/release" && cp "{PLANLINT}" "$target/release/planlint" """)
    done = run("")
    expect(done, "pass")
    assert "building it from the action's own commit" in done.log, done.log
    expect(run("source"), "pass")
    refused(run("9.9.9"), "there is no release 9.9.9")
    refused(run("../../evil"), "write it as 1.2.3")
    assert not served.asked.exists()

    version = next(line.split('"')[1] for line in (ACTION / "Cargo.toml").read_text().splitlines() if line.startswith("version = "))
    served.publish(version)
    for asked in ("", version, f"v{version}"):
        done = run(asked)
        expect(done, "pass")
        assert "planlint-x86_64-unknown-linux-musl/planlint" in done.log, done.log
    words = served.asked.read_text().splitlines()[0]
    assert words.startswith("t0ken attestation verify ") and f"--source-ref refs/tags/v{version}" in words, words
    assert "--signer-workflow planlint/planlint/.github/workflows/release.yml" in words, words

    refused(run(version, GH_STATUS="1"), "has no attestation")
    refused(run(version, RUNNER_ARCH="ARM64"), "has no planlint-aarch64-unknown-linux-musl.tgz")
    refused(run(version, RUNNER_ARCH="ARM"), "there is no release for Linux on ARM")
    served.publish(version, spoil=True)
    refused(run(version), "is not what its SHA256SUMS says")
    refused(run(""), "is not what its SHA256SUMS says")
    served.server.shutdown()
    served.server.server_close()
    refused(run(version), "cannot download")


CASES = [
    a_pull_request_that_passes,
    an_inconsistent_merge_is_blocked,
    a_shallow_checkout_is_deepened,
    a_merge_base_behind_the_edge_is_found,
    a_shallow_checkout_without_its_origin_says_what_to_do,
    the_base_is_as_it_is_now,
    a_private_repository_whose_checkout_kept_no_credentials,
    a_conflict_is_told,
    a_hostile_fork_is_only_text,
    a_merge_group,
    pushes,
    a_repository_without_a_plan,
    the_inputs,
    the_language,
    releases,
]


def main():
    HOME.mkdir()
    for case in CASES:
        name = case.__name__
        if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        print(name.replace("_", " "), flush=True)
        case()


if __name__ == "__main__":
    main()
