"""The people of a batch over real HTTP: the company's agent and the window officer, by the JSON API."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from infra.api_client import Citizen, Staff, Verdict, new_draft, new_key, until
from infra.demo.photo import photo
from tests import batches

APPLICANT = {name: value for name, value in batches.APPLICANT.items() if name not in ("batch", "delivery", "address")}


class Company(Citizen):
    """The agent of a coach company."""

    draft = ""

    def begin(self, phone: str, *, delivery: str = "courier") -> None:
        self.draft = new_draft()
        applicant = {name: value for name, value in APPLICANT.items() if name != "applicant_kind"}
        self.save(
            self.draft,
            {
                "item": batches.ITEM,
                "variant": batches.VARIANT,
                "applicant_kind": "company",
                "applicant": {**applicant, "phone": phone},
                "delivery": delivery,
                "address": batches.APPLICANT["address"],
            },
        )

    def put_table(self, kind: str, name: str, body: bytes) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self.call(
            "PUT",
            f"/api/drafts/{self.draft}/tables/{kind}",
            {"name": name, "content": base64.b64encode(body).decode()},
        )
        return told

    def send_photos(self, numbers: Iterable[int]) -> None:
        picture = photo("vehicle licence", size=(600, 800))

        def send(number: int) -> Verdict:
            name = f"{batches.plate(number)} 行驶证.jpg"
            return Company(self.url, self.token).upload(self.draft, f"photo:{batches.PHOTO}", picture, name=name)

        with ThreadPoolExecutor(4) as pool:
            verdicts = list(pool.map(send, numbers))
        assert {verdict.state for verdict in verdicts} == {"accepted"}

    def send_shared(self) -> None:
        for material in batches.SHARED:
            assert self.upload(self.draft, material, photo(material, size=(600, 800))).state == "accepted"

    def submit_batch(self, rows: str = "all") -> str:
        return str(self.call("POST", "/api/batches", {"draft": self.draft, "rows": rows})["reference"])

    def batch(self, reference: str) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self.call("GET", f"/api/batches/{reference}")
        return told

    def opened(self, reference: str) -> Sequence[Mapping[str, Any]]:
        """The batch's cases once all of them stand."""
        whole = until(
            lambda: self.batch(reference), lambda told: all(one["reference"] for one in told["cases"]), "cases"
        )
        cases: Sequence[Mapping[str, Any]] = whole["cases"]
        return cases

    def correct(self, reference: str, material: str) -> None:
        draft = new_draft()
        self.save(draft, {"case": reference})
        verdict = self.upload(draft, material, photo(material, size=(600, 800)))
        assert verdict.state == "accepted", verdict.sentence
        assert self.supply(reference, draft)["status"] == "received"


class Window(Staff):
    def instruct(self, reference: str, act: str, rows: Sequence[int], **more: Any) -> Sequence[Mapping[str, Any]]:
        body = {"act": act, "rows": list(rows), **more}
        told: Sequence[Mapping[str, Any]] = self.call(
            "POST", f"/api/batches/{reference}/instructions", body, key=new_key()
        )["results"]
        return told
