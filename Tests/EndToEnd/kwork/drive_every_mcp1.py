"""Calls all tools given in MCP_TEST_CALLS with the official Python SDK 1.x."""

import json
import os

import anyio
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from report import Report, arguments, text


async def main():
    _, command, rest = arguments()
    report = Report()
    report["called"], report["failed"] = [], {}
    parameters = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    async with stdio_client(parameters) as (read, write):
        async with ClientSession(read, write) as session:
            report["version"] = (await session.initialize()).protocolVersion
            await session.list_tools()
            for name, given in json.loads(os.environ["MCP_TEST_CALLS"]):
                result = await session.call_tool(name, given)
                report["called"].append(name)
                if result.isError or not result.structuredContent:
                    report["failed"][name] = text(result)
    report.finish()


anyio.run(main)
