"""Usage: python validate-with-check-jsonschema.py SCHEMA FILE..

A line for each file: "valid", "invalid" or "unreadable", the path and the reason, with tabs between.
"""

import json
import subprocess
import sys

schema, *files = sys.argv[1:]
command = [sys.executable, "-m", "check_jsonschema", "--output-format", "json", "--schemafile", schema]
run = subprocess.run([*command, *files], stdout=subprocess.PIPE, encoding="utf-8")
try:
    report = json.loads(run.stdout)
except ValueError:
    sys.exit(f"check-jsonschema gave no report about {schema}: {run.stdout}")

verdicts = {file: ("valid", "") for file in files}
for error in report["errors"]:
    verdicts[error["filename"]] = ("invalid", f"{error['path']}: {error['message']}")
for error in report["parse_errors"]:
    verdicts[error["filename"]] = ("unreadable", error["message"])
for file, (verdict, reason) in verdicts.items():
    print(verdict, file, " ".join(reason.split()), sep="\t")
