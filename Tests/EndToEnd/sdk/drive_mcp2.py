"""Drives a host with the official Python SDK 2.x, in the mode given."""

import os

import anyio
import mcp_types as types
from mcp import Client, StdioServerParameters
from report import Report, arguments, text


async def main():
    mode, command, rest = arguments()
    report = Report()

    async def answer(context, params):
        return types.ElicitResult(action="accept", content={"answer": "forty-two"})

    parameters = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    options = {} if mode == "default" else {"mode": mode}
    async with Client(parameters, elicitation_callback=answer, **options) as client:
        report["version"] = client.protocol_version
        report["server"] = client.server_info.name if client.server_info else None
        report.tools((await client.list_tools()).tools)
        report["echo"] = text(await client.call_tool("echo", {"text": "hello"}))
        report["structured"] = (await client.call_tool("structured", {})).structured_content
        report["failed"] = (await client.call_tool("fail", {})).is_error
        steps = []

        async def progress(value, total, message):
            steps.append(value)

        await client.call_tool("test_tool_with_progress", {}, progress_callback=progress)
        report["progress"] = steps
        report["answer"] = text(await client.call_tool("ask", {"question": "What is it?"}))

        begun = anyio.Event()

        async def first_progress(value, total, message):
            begun.set()

        async with anyio.create_task_group() as group:
            group.start_soon(lambda: client.call_tool("slow", {"seconds": 600}, progress_callback=first_progress))
            await begun.wait()
            group.cancel_scope.cancel()
        report["after cancel"] = text(await client.call_tool("echo", {"text": "still here"}))
        report.started()
    report.finish()


anyio.run(main)
