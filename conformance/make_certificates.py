"""Makes the certificates that the clients upload, as one JSON file.

`leaves` are certificates with their keys, of every kind of key and in every
form of key file; `authority` can be uploaded to Access alone; `authorities` are
what an account brings along, one more than it may have; `expired` can be uploaded
nowhere; `requests` are for certificates to be issued, of every kind of key, and
their keys stay here. Each entry says what the API has to report about it.
"""

import datetime
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

TRADITIONAL = serialization.PrivateFormat.TraditionalOpenSSL
PKCS8 = serialization.PrivateFormat.PKCS8
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY = datetime.timedelta(days=1)


def entry(key, form, signature, *, digest=hashes.SHA256(), is_ca=False, expires_on=NOW + 30 * DAY):
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Conformance"),
            x509.NameAttribute(NameOID.COMMON_NAME, "checked by the SDKs"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(expires_on - 60 * DAY)
        .not_valid_after(expires_on)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else digest)
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    fingerprint = certificate.fingerprint(hashes.MD5()).hex(":").upper()
    return {
        "certificate": pem,
        "private_key": key.private_bytes(
            serialization.Encoding.PEM, form, serialization.NoEncryption()
        ).decode(),
        "expected": {
            "serial_number": str(certificate.serial_number),
            "issuer": "Conformance",
            "signature": signature,
            "expires_on": expires_on.isoformat(),
            "fingerprint": f"MD5 Fingerprint={fingerprint}",
        },
    }


def request(key, common_name):
    """A signing request, and what a certificate that is issued for it has to say."""
    subject = {
        "common_name": (NameOID.COMMON_NAME, common_name),
        "organization": (NameOID.ORGANIZATION_NAME, "Conformance"),
        "organizational_unit": (NameOID.ORGANIZATIONAL_UNIT_NAME, "Devices"),
        "country": (NameOID.COUNTRY_NAME, "DE"),
        "state": (NameOID.STATE_OR_PROVINCE_NAME, "Hessen"),
        "location": (NameOID.LOCALITY_NAME, "Kassel"),
    }
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject.values()])
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    signed = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, digest)
    ski = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return {
        "csr": signed.public_bytes(serialization.Encoding.PEM).decode(),
        "expected": {
            **{field: value for field, (_, value) in subject.items()},
            "ski": ski.digest.hex(),
        },
    }


def rsa_key(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def main(path):
    p256, p384 = ec.SECP256R1(), ec.SECP384R1()
    sha384 = hashes.SHA384()
    certificates = {
        "leaves": [
            entry(rsa_key(), TRADITIONAL, "SHA256WithRSA"),
            entry(rsa_key(), PKCS8, "SHA384WithRSA", digest=sha384),
            entry(ec.generate_private_key(p256), TRADITIONAL, "ECDSAWithSHA256"),
            entry(ec.generate_private_key(p256), PKCS8, "ECDSAWithSHA256"),
            entry(ec.generate_private_key(p384), TRADITIONAL, "ECDSAWithSHA384", digest=sha384),
            entry(ec.generate_private_key(p384), PKCS8, "ECDSAWithSHA384", digest=sha384),
            entry(ed25519.Ed25519PrivateKey.generate(), PKCS8, "Ed25519"),
        ],
        "authority": entry(
            ec.generate_private_key(p256), PKCS8, "ECDSAWithSHA256", is_ca=True
        ),
        "authorities": [
            entry(ec.generate_private_key(p256), PKCS8, "ECDSAWithSHA256", is_ca=True)
            for _ in range(6)
        ],
        "requests": [
            request(rsa_key(), "rsa"),
            request(ec.generate_private_key(p256), "p256"),
            request(ec.generate_private_key(p384), "p384"),
            request(ed25519.Ed25519PrivateKey.generate(), "ed25519"),
        ],
        "expired": entry(
            ec.generate_private_key(p256), PKCS8, "ECDSAWithSHA256", expires_on=NOW - DAY
        ),
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(certificates, file)


main(sys.argv[1])
