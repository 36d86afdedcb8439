"""Command line of the local stack: python -m deploy.local up|down|status|env|reset|fetch|tool."""

import argparse
import os
import sys
import time
from pathlib import Path

from deploy.local import jars, stack, tools
from deploy.local.errors import StackError


def main(arguments: list[str]) -> int:
    """Do what the arguments say; 0 for success, 1 for a stack that does not run or failed, 2 for wrong arguments."""
    options = _parser().parse_args(arguments)
    data_dir: Path = options.data_dir
    try:
        match options.action:
            case "up":
                return _up(options)
            case "down":
                stack.stop(data_dir)
                jars.say("stopped")
                return 0
            case "reset":
                stack.reset(data_dir)
                jars.say("stopped, data removed")
                return 0
            case "fetch":
                jars.classpath()
                return 0
            case "tool":
                return tools.run(options.name, options.arguments, bootstrap=_running(data_dir).bootstrap)
            case "env":
                _export(_running(data_dir))
                return 0
            case _:
                return _status(data_dir)
    except StackError as error:
        jars.say(str(error))
        return 1


def _up(options: argparse.Namespace) -> int:
    began = time.monotonic()
    started = stack.start(options.data_dir, store=options.store, fresh=options.fresh, secure=options.secure)
    jars.say(f"ready after {time.monotonic() - began:.1f} s")
    if options.export:
        _export(started)
    else:
        _show(started)
    return 0


def _status(data_dir: Path) -> int:
    found = stack.running(data_dir)
    if found is None:
        print("not running")
        return 1
    _show(found)
    return 0


def _running(data_dir: Path) -> stack.Stack:
    found = stack.running(data_dir)
    if found is None:
        raise StackError("not running: start it with `make stack-up`")
    return found


def _show(found: stack.Stack) -> None:
    print(f"Kafka  {found.bootstrap}  (pid {found.kafka_pid or 'external'})")
    print(f"store  {found.mongo_url}  (pid {found.store_pid or 'external'})")
    if found.administrator is not None:
        print(f"admin  {found.administrator.bootstrap}  (SASL PLAIN; the password is in the data folder's stack.json)")
    print(f"data   {found.data_dir}")


def _export(found: stack.Stack) -> None:
    for name, value in found.environment().items():
        print(f"export {name}={value!r}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.local", description="Kafka and a MongoDB-wire store on this machine"
    )
    default = Path(os.environ.get("LOCAL_STACK_DIR") or stack.DEFAULT_DATA_DIR)
    parser.add_argument(
        "--data-dir", type=Path, default=default, help="where data, logs and pid files live (LOCAL_STACK_DIR)"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    up = actions.add_parser("up", help="start and wait until both servers answer")
    up.add_argument("--store", choices=("file", "memory"), default="file", help="memory is faster and keeps nothing")
    up.add_argument("--fresh", action="store_true", help="remove all data first")
    up.add_argument("--secure", action="store_true", help="clients log in and may do only what they were granted")
    up.add_argument("--export", action="store_true", help="print shell exports instead of a summary")
    actions.add_parser("down", help="stop; data stay")
    actions.add_parser("status", help="show addresses; exit code 1 when not running")
    actions.add_parser("env", help="print shell exports of KAFKA_BOOTSTRAP and MONGO_URL")
    actions.add_parser("reset", help="stop and remove all data")
    actions.add_parser("fetch", help="install what is missing and fetch the jars, start nothing")
    tool = actions.add_parser("tool", help="run one of Kafka's own tools, e.g. tool TopicCommand --list")
    tool.add_argument("name")
    tool.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
