"""Drives a host with the official Python SDK 1.x."""

import os

import anyio
from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client
from report import Report, arguments, text


async def main():
    _, command, rest = arguments()
    report = Report()

    async def answer(context, params):
        return types.ElicitResult(action="accept", content={"answer": "forty-two"})

    parameters = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    async with stdio_client(parameters) as (read, write):
        async with ClientSession(read, write, elicitation_callback=answer) as session:
            report["version"] = (await session.initialize()).protocolVersion
            report.tools((await session.list_tools()).tools)
            report["echo"] = text(await session.call_tool("echo", {"text": "hello"}))
            structured = await session.call_tool("structured", {})
            report["structured"] = structured.structuredContent
            report["failed"] = (await session.call_tool("fail", {})).isError
            steps = []

            async def progress(value, total, message):
                steps.append(value)

            await session.call_tool("test_tool_with_progress", {}, progress_callback=progress)
            report["progress"] = steps
            report["answer"] = text(await session.call_tool("ask", {"question": "What is it?"}))

            begun = anyio.Event()

            async def first_progress(value, total, message):
                begun.set()

            async with anyio.create_task_group() as group:
                group.start_soon(lambda: session.call_tool("slow", {"seconds": 600}, progress_callback=first_progress))
                await begun.wait()
                identifier = session._request_id - 1
                await session.send_notification(types.ClientNotification(types.CancelledNotification(
                    method="notifications/cancelled",
                    params=types.CancelledNotificationParams(requestId=identifier, reason="not needed"))))
                group.cancel_scope.cancel()
            report["after cancel"] = text(await session.call_tool("echo", {"text": "still here"}))
            report.started()
    report.finish()


anyio.run(main)
