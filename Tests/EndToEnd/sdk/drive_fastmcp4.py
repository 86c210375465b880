"""Drives a host with fastmcp 4.x, in the mode given."""

import os

import anyio
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from report import Report, arguments, text


async def main():
    mode, command, rest = arguments()
    report = Report()

    async def answer(message, response_type, params, context):
        return {"answer": "forty-two"}

    transport = StdioTransport(command=command, args=rest, env=dict(os.environ), keep_alive=False)
    options = {} if mode == "default" else {"mode": mode}
    async with Client(transport, elicitation_handler=answer, **options) as client:
        report["version"] = client.session.protocol_version
        report.tools(await client.list_tools())
        report["echo"] = text(await client.call_tool("echo", {"text": "hello"}))
        report["structured"] = (await client.call_tool("structured", {})).structured_content
        report["failed"] = (await client.call_tool("fail", {}, raise_on_error=False)).is_error
        steps = []

        async def progress(value, total, message):
            steps.append(value)

        await client.call_tool("test_tool_with_progress", {}, progress_handler=progress)
        report["progress"] = steps
        report["answer"] = text(await client.call_tool("ask", {"question": "What is it?"}))

        begun = anyio.Event()

        async def first_progress(value, total, message):
            begun.set()

        async with anyio.create_task_group() as group:
            group.start_soon(lambda: client.call_tool("slow", {"seconds": 600}, progress_handler=first_progress))
            await begun.wait()
            group.cancel_scope.cancel()
        report["after cancel"] = text(await client.call_tool("echo", {"text": "still here"}))
        report.started()
    report.finish()


anyio.run(main)
