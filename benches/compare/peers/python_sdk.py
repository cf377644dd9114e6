"""The official Python SDK, to be measured: `python_sdk.py SERVER WHAT COUNT` as in benches/src/peer.rs."""

import asyncio
import sys
import time

from cloudflare import AsyncCloudflare, Cloudflare

ACCOUNT = "023e105f4ecef8ad9ca31a8372d0c353"
CERTIFICATE = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415"
TOKEN = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY"
PAGE = 1000
IN_FLIGHT = 64


def get(certificates, count):
    for _ in range(count):
        certificates.get(CERTIFICATE, account_id=ACCOUNT)
    return count


def page(certificates, count):
    return sum(len(certificates.list(account_id=ACCOUNT, page=1, per_page=PAGE).result) for _ in range(count))


def items(certificates, count):
    return sum(1 for _ in certificates.list(account_id=ACCOUNT, per_page=PAGE))


async def flight(base, count):
    """The asynchronous client, since the other one has no calls in flight."""
    client = AsyncCloudflare(base_url=base, api_token=TOKEN)
    certificates = client.zero_trust.access.certificates
    await certificates.get(CERTIFICATE, account_id=ACCOUNT)
    left = iter(range(count))

    async def some():
        for _ in left:
            await certificates.get(CERTIFICATE, account_id=ACCOUNT)

    began = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(IN_FLIGHT)))
    return count, time.perf_counter() - began


def main(server, what, count):
    count = int(count)
    pages = count if what == "items" else 1
    base = f"{server}/{pages}/client/v4"
    if what == "flight":
        came, seconds = asyncio.run(flight(base, count))
    else:
        certificates = Cloudflare(base_url=base, api_token=TOKEN).zero_trust.access.certificates
        certificates.get(CERTIFICATE, account_id=ACCOUNT)
        began = time.perf_counter()
        came = {"get": get, "page": page, "items": items}[what](certificates, count)
        seconds = time.perf_counter() - began
    print(came, f"{seconds:.6f}", flush=True)
    sys.stdin.read()


main(*sys.argv[1:])
