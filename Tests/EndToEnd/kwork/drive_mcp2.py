"""Calls two tools and one that fails with the official Python SDK 2.x, in the mode given."""

import os

import anyio
from mcp import Client, StdioServerParameters
from report import Report, arguments, text


async def main():
    mode, command, rest = arguments()
    report = Report()
    parameters = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    async with Client(parameters, **({} if mode == "default" else {"mode": mode})) as client:
        report["version"] = client.protocol_version
        report.tools((await client.list_tools()).tools)
        me = await client.call_tool("get_me", {})
        report["me"], report["me text"] = me.structured_content, text(me)
        projects = await client.call_tool("list_projects", {})
        report["projects"], report["projects text"] = projects.structured_content, text(projects)
        missing = await client.call_tool("get_project", {"project_id": 999})
        report["missing"], report["missing text"] = missing.is_error, text(missing)
    report.finish()


anyio.run(main)
