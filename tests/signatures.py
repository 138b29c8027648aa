"""What pyHanko's own validator says of a signed certificate."""

import io

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext


def root_of(chain: bytes) -> asn1.Certificate:
    """The last certificate of a PEM file."""
    root = x509.load_pem_x509_certificates(chain)[-1]
    return asn1.Certificate.load(root.public_bytes(serialization.Encoding.DER))


def signature_of(pdf: bytes, chain: bytes, *more: asn1.Certificate) -> PdfSignatureStatus:
    """Of its one signature, for somebody who trusts the chain's root and these; nothing is fetched."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    context = ValidationContext(trust_roots=[root_of(chain), *more], allow_fetching=False)
    return validate_pdf_signature(signature, context)
