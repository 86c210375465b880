"""Calls two tools and one that fails with the official Python SDK 1.x."""

import os

import anyio
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from report import Report, arguments, text


async def main():
    _, command, rest = arguments()
    report = Report()
    parameters = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    async with stdio_client(parameters) as (read, write):
        async with ClientSession(read, write) as session:
            report["version"] = (await session.initialize()).protocolVersion
            report.tools((await session.list_tools()).tools)
            me = await session.call_tool("get_me", {})
            report["me"], report["me text"] = me.structuredContent, text(me)
            projects = await session.call_tool("list_projects", {})
            report["projects"], report["projects text"] = projects.structuredContent, text(projects)
            missing = await session.call_tool("get_project", {"project_id": 999})
            report["missing"], report["missing text"] = missing.isError, text(missing)
    report.finish()


anyio.run(main)
