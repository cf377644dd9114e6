// The official TypeScript SDK, to be measured: `typescript_sdk.mjs SERVER WHAT COUNT` as in
// benches/src/peer.rs.

import Cloudflare from "cloudflare";

const CERTIFICATE = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
const account = { account_id: "023e105f4ecef8ad9ca31a8372d0c353" };
const PAGE = 1000;
const IN_FLIGHT = 64;

const [server, what, text] = process.argv.slice(2);
const count = Number(text);
const client = new Cloudflare({
  baseURL: `${server}/${what === "items" ? count : 1}/client/v4`,
  apiToken: "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY",
});
const certificates = client.zeroTrust.access.certificates;

const work = {
  async get() {
    for (let call = 0; call < count; call++) await certificates.get(CERTIFICATE, account);
    return count;
  },
  async flight() {
    let left = count;
    const some = async () => {
      while (left-- > 0) await certificates.get(CERTIFICATE, account);
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, some));
    return count;
  },
  async page() {
    let came = 0;
    for (let call = 0; call < count; call++) {
      came += (await certificates.list({ ...account, page: 1, per_page: PAGE })).result.length;
    }
    return came;
  },
  async items() {
    let came = 0;
    for await (const _ of certificates.list({ ...account, per_page: PAGE })) came++;
    return came;
  },
};

await certificates.get(CERTIFICATE, account);
const began = process.hrtime.bigint();
const came = await work[what]();
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
console.log(`${came} ${seconds.toFixed(6)}`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
