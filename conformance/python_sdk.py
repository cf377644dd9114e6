"""The life of every resource through Cloudflare's Python SDK.

Every answer has to fit the types that the SDK generated from Cloudflare's own
documents: the SDK itself would let a misfit through.
"""

import datetime
import json
import os
import urllib.request
import warnings

import cloudflare
import pydantic
from cloudflare import Cloudflare
from cloudflare._base_client import make_request_options
from cloudflare.pagination import SyncV4PagePaginationArray
from cloudflare.types.origin_tls_client_auth import HostnameUpdateResponse
from cryptography import x509
from cryptography.hazmat.primitives import hashes

ID = "023e105f4ecef8ad9ca31a8372d0c353"
UNKNOWN = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415"
BASE_URL = os.environ["CLOUDFLARE_BASE_URL"]
CONTROL = BASE_URL.replace("/client/v4", "/__emulator")
with open(os.environ["CERTIFICATES"], encoding="utf-8") as file:
    CERTIFICATES = json.load(file)
LEAVES = CERTIFICATES["leaves"]

checks = 0


def client(**options):
    # Retries would hide the conflicts that are looked for.
    options = {"api_token": "conformance", **options}
    return Cloudflare(base_url=BASE_URL, max_retries=0, **options)


def control(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(CONTROL + path, method=method, data=data, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def step(seconds):
    control("POST", "/clock/advance", {"seconds": seconds})


def remember(succeeded):
    """Adds the operations that succeeded since the last time, each in its scope."""
    for request in json.loads(control("GET", "/requests"))["requests"]:
        if request["operation"] and request["status"] and request["status"] < 300:
            succeeded.add((request["path"].split("/")[3], request["operation"]))
    control("DELETE", "/requests")


def expect(condition, *context):
    global checks
    checks += 1
    assert condition, context


def fits(answer):
    """The answer, if it is what its type says, and nothing is left out."""
    expect(isinstance(answer, pydantic.BaseModel), answer)
    type(answer).model_validate(answer.model_dump())
    return answer


def fails(error, code, call, *arguments, **options):
    """The first error of a call that has to be refused with this code."""
    try:
        answer = call(*arguments, **options)
    except error as refusal:
        expect([found.code for found in refusal.errors][:1] == [code], code, refusal.body)
        return refusal
    raise AssertionError(("not refused", code, answer))


def matches(answer, leaf, *names):
    for name in names:
        found, expected = getattr(answer, name), leaf["expected"][name]
        if name == "expires_on":
            expected = datetime.datetime.fromisoformat(expected)
        expect(found == expected, name, found, expected)


def certificates(resource, *facts):
    """Zone certificates and hostname certificates live alike."""
    for leaf in LEAVES:
        body = {key: leaf[key] for key in ("certificate", "private_key")}
        created = fits(resource.create(zone_id=ID, **body))
        expect(created.status == "initializing", created)
        expect(created.certificate == leaf["certificate"])
        expect(getattr(created, "private_key", None) is None)
        matches(created, leaf, "issuer", "signature", "expires_on", *facts)
        step(1)
        expect(resource.get(created.id, zone_id=ID).status == "pending_deployment")
        step(1)
        expect(fits(resource.get(created.id, zone_id=ID)).status == "active")
        fails(cloudflare.ConflictError, 1406, resource.create, zone_id=ID, **body)

    listed = list(resource.list(zone_id=ID))
    expect(len(listed) == len(LEAVES), listed)
    for item in listed:
        fits(item)

    first, second = LEAVES[0], LEAVES[1]
    bad = cloudflare.BadRequestError
    for code, certificate, private_key in [
        (1408, "garbage", first["private_key"]),
        (1408, CERTIFICATES["expired"]["certificate"], CERTIFICATES["expired"]["private_key"]),
        (1411, CERTIFICATES["authority"]["certificate"], CERTIFICATES["authority"]["private_key"]),
        (2200, first["certificate"], second["private_key"]),
        (2200, first["certificate"], LEAVES[2]["private_key"]),
    ]:
        fails(bad, code, resource.create, zone_id=ID, certificate=certificate, private_key=private_key)
    fails(cloudflare.NotFoundError, 1551, resource.get, UNKNOWN, zone_id=ID)
    fails(bad, 1415, resource.get, "no-identifier", zone_id=ID)

    gone = listed[0]
    deleted = fits(resource.delete(gone.id, zone_id=ID))
    expect((deleted.id, deleted.status) == (gone.id, "pending_deletion"), deleted)
    fails(cloudflare.ConflictError, 1414, resource.delete, gone.id, zone_id=ID)
    step(2)
    expect(resource.get(gone.id, zone_id=ID).status == "deleted")
    revived = resource.create(
        zone_id=ID, certificate=first["certificate"], private_key=first["private_key"]
    )
    expect((revived.id, revived.status) == (gone.id, "initializing"), revived)
    step(2)


def deprecated_names(api):
    """The four names right under the resource go to the zone certificates."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        listed = list(api.origin_tls_client_auth.list(zone_id=ID))
        expect(len(listed) == len(LEAVES))
        one = fits(api.origin_tls_client_auth.get(listed[0].id, zone_id=ID))
        expect(one.id == listed[0].id)


def zone_settings(settings):
    expect(fits(settings.get(zone_id=ID)).enabled is False)
    expect(fits(settings.update(zone_id=ID, enabled=True)).enabled is True)
    expect(settings.get(zone_id=ID).enabled is True)


def associations(pulls):
    hostnames, resource = pulls.hostnames, pulls.hostname_certificates
    certificate = next(iter(resource.list(zone_id=ID)))

    def put(**fields):
        return list(hostnames.update(zone_id=ID, config=[{"hostname": "app.example.com", **fields}]))

    [made] = put(cert_id=certificate.id, enabled=True)
    expect((fits(made).cert_id, made.enabled) == (certificate.id, True), made)
    step(2)
    found = fits(hostnames.get("app.example.com", zone_id=ID))
    expect((found.status, found.cert_status, found.hostname) == ("active", "active", "app.example.com"), found)
    expect(found.serial_number == certificate.serial_number)
    expect(put(enabled=False)[0].enabled is False)
    fails(cloudflare.ConflictError, 1433, resource.delete, certificate.id, zone_id=ID)
    expect(put(enabled=None)[0].enabled is None)
    step(2)
    fails(cloudflare.NotFoundError, 1552, hostnames.get, "app.example.com", zone_id=ID)
    fails(cloudflare.NotFoundError, 1553, put, enabled=None)
    fails(cloudflare.BadRequestError, 1404, put, enabled=True)
    fails(cloudflare.NotFoundError, 1551, put, cert_id=UNKNOWN, enabled=True)
    resource.delete(certificate.id, zone_id=ID)


def association_list(api):
    """The SDK has no method for this list; its own call for lists, and its types, have to do."""
    pulls = api.origin_tls_client_auth
    listed = pulls.hostname_certificates.list(zone_id=ID)
    certificate = next(item for item in listed if item.status == "active")
    names = [f"host-{number}.example.com" for number in range(7)]

    def put(*names, **fields):
        config = [{"hostname": name, **fields} for name in names]
        return list(pulls.hostnames.update(zone_id=ID, config=config))

    def found(**query):
        listed = api.get_api_list(
            f"/zones/{ID}/origin_tls_client_auth/hostnames",
            page=SyncV4PagePaginationArray[HostnameUpdateResponse],
            model=HostnameUpdateResponse,
            options=make_request_options(query=query),
        )
        return [fits(item) for item in listed]

    step(60)
    put(*names, cert_id=certificate.id, enabled=True)
    expect([item.hostname for item in found()] == [], "only active ones unless asked for others")
    expect(len(found(status="pending_deployment,active")) == 0, "they begin as initializing")
    everything = found(status="all")
    expect({item.hostname for item in everything} >= set(names), everything)
    step(60)
    active = found()
    expect([item.hostname for item in active] == names, active)
    expect({(item.cert_id, item.status, item.enabled) for item in active} == {(certificate.id, "active", True)})
    expect([item.hostname for item in found(per_page=3)] == names)
    expect([item.hostname for item in found(per_page=3, page=3)] == names[6:])
    put(names[0], enabled=None)
    expect([item.hostname for item in found()] == names[1:])
    expect([item.hostname for item in found(status="pending_deletion")] == names[:1])
    both = [item.hostname for item in found(status="active,pending_deletion")]
    expect(sorted(both) == names, both)
    bad = cloudflare.BadRequestError
    fails(bad, 1001, found, status="asleep")
    fails(bad, 1001, found, per_page=0)
    put(*names[1:], enabled=None)
    step(60)
    expect(found() == [])


def uploaded_certificates(api):
    """Authorities that the account brings along, and what uses them."""
    resource, leaf = api.mtls_certificates, LEAVES[0]
    hostnames = api.certificate_authorities.hostname_associations
    *five, sixth = CERTIFICATES["authorities"]
    bad, conflict, missing = cloudflare.BadRequestError, cloudflare.ConflictError, cloudflare.NotFoundError

    def create(entry, ca=True, **fields):
        return fits(resource.create(account_id=ID, ca=ca, certificates=entry["certificate"], **fields))

    first = create(five[0], name="devices")
    expect((first.ca, first.name, first.type) == (True, "devices", "custom"), first)
    expect(first.certificates == five[0]["certificate"] and first.updated_at is not None)
    expect("Conformance" in first.issuer, first.issuer)
    matches(first, five[0], "serial_number", "signature", "expires_on")
    got = fits(resource.get(first.id, account_id=ID))
    expect(got.model_dump(exclude={"updated_at"}) == first.model_dump(exclude={"updated_at"}), got)
    uploaded = create(leaf, ca=False, private_key=leaf["private_key"])
    expect(uploaded.ca is False and "private_key" not in (uploaded.model_extra or {}), uploaded.id)
    fails(conflict, 1471, create, five[0])
    for code, entry, fields in [
        (1001, leaf, {}),
        (1411, five[1], {"ca": False}),
        (1408, CERTIFICATES["expired"], {}),
        (1408, {"certificate": "garbage"}, {}),
        (2200, LEAVES[1], {"ca": False, "private_key": leaf["private_key"]}),
    ]:
        fails(bad, code, create, entry, **fields)
    for entry in five[1:]:
        create(entry)
    fails(bad, 12130, create, sixth)

    def listed(**query):
        return [fits(item).id for item in resource.list(account_id=ID, **query)]

    expect(len(listed()) == 6 and first.id in listed())
    expect(listed(type=["custom"]) == listed())
    expect(listed(type=["gateway_managed"]) == [])
    expect(listed(type=["gateway_managed", "custom"]) == listed())

    def put(*names, **fields):
        return fits(hostnames.update(zone_id=ID, hostnames=names, **fields)).hostnames

    def asking(**fields):
        return fits(hostnames.get(zone_id=ID, **fields)).hostnames

    ours = {"mtls_certificate_id": first.id}
    expect((asking(), asking(**ours)) == ([], []))
    expect(put("api.example.com", "www.example.com", **ours) == ["api.example.com", "www.example.com"])
    expect(put("example.com") == ["example.com"])
    expect(put("www.example.com", **ours) == ["www.example.com"], "the list is replaced")
    expect((asking(), asking(**ours)) == (["example.com"], ["www.example.com"]))
    fails(bad, 12036, put, "example.org", **ours)
    fails(missing, 1472, put, "example.com", mtls_certificate_id=UNKNOWN)
    fails(missing, 1472, asking, mtls_certificate_id=UNKNOWN)

    [used] = resource.associations.get(first.id, account_id=ID)
    expect(fits(used).service and used.status, used)
    fails(conflict, 1433, resource.delete, first.id, account_id=ID)
    expect(put(**ours) == [] and list(resource.associations.get(first.id, account_id=ID)) == [])
    expect(fits(resource.delete(first.id, account_id=ID)).id == first.id)
    fails(missing, 1472, resource.get, first.id, account_id=ID)
    fails(missing, 1472, resource.delete, first.id, account_id=ID)
    fails(missing, 1472, resource.associations.get, first.id, account_id=ID)
    create(sixth)


def issued_certificates(api):
    """Client certificates of the service's own authority."""
    resource, requests = api.client_certificates, CERTIFICATES["requests"]
    bad, conflict, missing = cloudflare.BadRequestError, cloudflare.ConflictError, cloudflare.NotFoundError

    def create(request, days=30):
        return fits(resource.create(zone_id=ID, csr=request["csr"], validity_days=days))

    def status(certificate):
        return fits(resource.get(certificate.id, zone_id=ID)).status

    [authority] = json.loads(control("GET", "/certificate_authorities"))
    authority = x509.load_pem_x509_certificate(authority["certificate"].encode())
    for request in requests:
        created = create(request)
        expect((created.status, created.validity_days) == ("active", 30), created)
        expect(created.csr == request["csr"])
        for name, value in request["expected"].items():
            expect(getattr(created, name) == value, name, created)
        # What is reported is what is in the certificate, and the authority signed it.
        certificate = x509.load_pem_x509_certificate(created.certificate.encode())
        certificate.verify_directly_issued_by(authority)
        expect(certificate.serial_number == int(created.serial_number, 16), created)
        expect(certificate.fingerprint(hashes.SHA256()).hex() == created.fingerprint_sha256, created)
        times = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        reported = [datetime.datetime.fromisoformat(at) for at in (created.issued_on, created.expires_on)]
        expect(list(times) == [at.replace(microsecond=0) for at in reported], times, reported)
        expect(times[1] - times[0] == datetime.timedelta(days=30), times)
        expect(created.certificate_authority.id and created.certificate_authority.name, created)

    for code, request, days in [
        (1001, {"csr": "garbage"}, 30),
        (1001, {"csr": LEAVES[0]["certificate"]}, 30),
        (1001, requests[0], 0),
    ]:
        fails(bad, code, create, request, days)
    fails(missing, 1551, resource.get, UNKNOWN, zone_id=ID)
    fails(bad, 1415, resource.get, "no-identifier", zone_id=ID)

    one = create(requests[0])
    fails(conflict, 1001, resource.edit, one.id, zone_id=ID, reactivate=True)
    expect(fits(resource.delete(one.id, zone_id=ID)).status == "pending_revocation")
    expect(status(one) == "pending_revocation")
    expect(fits(resource.edit(one.id, zone_id=ID, reactivate=True)).status == "pending_reactivation")
    step(600)
    expect(status(one) == "active")
    resource.delete(one.id, zone_id=ID)
    step(600)
    expect(status(one) == "revoked")
    fails(conflict, 1001, resource.edit, one.id, zone_id=ID, reactivate=True)
    fails(conflict, 1001, resource.delete, one.id, zone_id=ID)
    fails(missing, 1551, resource.delete, UNKNOWN, zone_id=ID)

    ids = [item.id for item in resource.list(zone_id=ID, status="all")]
    expect(len(ids) == len(requests) + 1, ids)
    expect([item.id for item in resource.list(zone_id=ID, status="revoked")] == [one.id])
    expect(one.id not in [fits(item).id for item in resource.list(zone_id=ID, status="active")])
    while len(ids) < 101:
        ids.append(create(requests[1]).id)
    fails(bad, 12130, create, requests[1])
    expect([item.id for item in resource.list(zone_id=ID, status="all", per_page=50)] == ids)
    page = resource.list(zone_id=ID, status="all", page=3, per_page=40)
    expect([item.id for item in page.result] == ids[80:])
    expect((page.result_info.page, page.result_info.per_page) == (3, 40), page.result_info)
    part = resource.list(zone_id=ID, status="all", limit=5, offset=10)
    expect([item.id for item in part.result] == ids[10:15])
    for query in ({"page": 0}, {"per_page": 4}, {"status": "asleep"}):
        fails(bad, 1001, resource.list, zone_id=ID, **query)


def access_certificates(certificates, scope):
    authority = CERTIFICATES["authority"]
    pem = authority["certificate"]
    created = fits(
        certificates.create(
            name="Allow devs", certificate=pem, associated_hostnames=["admin.example.com"], **scope
        )
    )
    expect((created.name, created.associated_hostnames) == ("Allow devs", ["admin.example.com"]), created)
    matches(created, authority, "fingerprint", "expires_on")
    expect(fits(certificates.get(created.id, **scope)).id == created.id)
    fails(cloudflare.ConflictError, 12132, certificates.delete, created.id, **scope)
    changed = fits(certificates.update(created.id, associated_hostnames=[], name="Devs", **scope))
    expect((changed.name, changed.associated_hostnames) == ("Devs", []), changed)
    fails(cloudflare.ConflictError, 12132, certificates.delete, created.id, **scope)
    step(1)
    expect(fits(certificates.delete(created.id, **scope)).id == created.id)
    fails(cloudflare.NotFoundError, 12135, certificates.get, created.id, **scope)

    names = [f"number {number}" for number in range(23)]
    for name in names:
        certificates.create(name=name, certificate=pem, **scope)
    expect([item.name for item in certificates.list(**scope)] == names)
    expect([item.name for item in certificates.list(per_page=5, **scope)] == names)
    page = certificates.list(page=5, per_page=5, **scope)
    expect([item.name for item in page.result] == names[20:])
    expect((page.result_info.page, page.result_info.per_page) == (5, 5), page.result_info)
    refusal = fails(cloudflare.BadRequestError, 1001, certificates.list, page=0, **scope)
    expect(refusal.body["errors"][0]["source"]["pointer"] == "/query/page", refusal.body)
    fails(cloudflare.BadRequestError, 1408, certificates.create, name="x", certificate="x", **scope)


def access_settings(settings, scope):
    def item(hostname):
        return {"hostname": hostname, "china_network": False, "client_certificate_forwarding": True}

    expect(list(settings.get(**scope)) == [])
    put = list(settings.update(settings=[item("admin.example.com"), item("www.example.com")], **scope))
    expect([fits(found).hostname for found in put] == ["admin.example.com", "www.example.com"])
    put = list(settings.update(settings=[item("example.com")], **scope))
    expect([found.hostname for found in settings.get(**scope)] == ["example.com"], put)
    fails(cloudflare.BadRequestError, 12036, settings.update, settings=[item("example.org")], **scope)


def authentication():
    def read(api):
        return api.origin_tls_client_auth.settings.get(zone_id=ID)

    denied = cloudflare.PermissionDeniedError
    key = "144c9defac04969c7bfad8efaa8ea194"
    fits(read(client(api_token=None, api_email="user@example.com", api_key=key)))
    fits(read(client(api_token=None, user_service_key="v1.0-emulator-service-key")))
    fails(denied, 9109, read, client(api_token="another"))
    fails(denied, 10001, read, client(api_token=None, api_email="user@example.com", api_key="another"))
    reader = client(api_token="reader").origin_tls_client_auth.settings
    fits(reader.get(zone_id=ID))
    fails(denied, 10000, reader.update, zone_id=ID, enabled=True)
    settings = client().origin_tls_client_auth.settings
    fails(cloudflare.NotFoundError, 7003, settings.get, zone_id="0" * 32)
    fails(cloudflare.BadRequestError, 1001, settings.get, zone_id="nonsense")


def limits():
    settings = client().origin_tls_client_auth.settings
    control("PATCH", "/settings", {"rate_limit": {"requests": 1, "window_seconds": 60}})
    raw = settings.with_raw_response.get(zone_id=ID)
    expect(raw.headers["ratelimit"] == '"default";r=0;t=60', raw.headers)
    refusal = fails(cloudflare.RateLimitError, 10429, settings.get, zone_id=ID)
    expect(refusal.response.headers["retry-after"] == "60")
    control("PATCH", "/settings", {"rate_limit": None})
    control("POST", "/faults", {"kind": "server_error", "status": 503, "times": 2})
    # The SDK's own retries get past two faults.
    expect(Cloudflare(base_url=BASE_URL, api_token="conformance", max_retries=2)
           .origin_tls_client_auth.settings.get(zone_id=ID).enabled is True)


def main():
    api = client()
    pulls = api.origin_tls_client_auth
    succeeded = set()
    sections = [
        lambda: certificates(pulls.zone_certificates),
        lambda: certificates(pulls.hostname_certificates, "serial_number"),
        lambda: deprecated_names(api),
        lambda: zone_settings(pulls.settings),
        lambda: associations(pulls),
        lambda: association_list(api),
        lambda: uploaded_certificates(api),
        lambda: issued_certificates(api),
    ]
    access = api.zero_trust.access.certificates
    for scope in ({"account_id": ID}, {"zone_id": ID}):
        sections.append(lambda scope=scope: access_certificates(access, scope))
        sections.append(lambda scope=scope: access_settings(access.settings, scope))
    for section in [*sections, authentication, limits]:
        section()
        remember(succeeded)
    expect(len(succeeded) == 39, sorted(succeeded))
    print(f"conformance: Python SDK {cloudflare.__version__}: 39 operations, {checks} checks passed")


main()
