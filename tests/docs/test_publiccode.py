"""publiccode.yml is what catalogues of public software can read (publiccode.yml standard 0.4)."""

import re
import tomllib

import yaml

from tests.docs.reading import ROOT

TOLD = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIRED = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
CATEGORIES = {
    "business-process-management",
    "call-center-management",
    "customer-service-and-support",
    "data-analytics",
    "digital-citizenship",
    "feedback-and-reviews-management",
    "help-desk",
    "service-desk",
    "workflow-management",
}
"""The part of the standard's list that can be true of a hotline."""


def test_every_required_key_is_there():
    assert TOLD.keys() >= REQUIRED
    assert TOLD["legal"]["license"]
    assert TOLD["localisation"]["localisationReady"] is True


def test_fixed_words_are_those_of_the_standard():
    assert TOLD["developmentStatus"] in STATUSES
    assert TOLD["softwareType"] == "standalone/web"
    assert set(TOLD["categories"]) <= CATEGORIES
    assert all(re.fullmatch(r"[A-Z]{2}", country) for country in TOLD["intendedAudience"]["countries"])


def test_a_community_names_its_contacts():
    assert TOLD["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in TOLD["maintenance"]["contacts"])


def test_every_description_keeps_to_the_lengths_of_the_standard():
    assert set(TOLD["description"]) == set(TOLD["localisation"]["availableLanguages"])
    for text in TOLD["description"].values():
        assert len(text["shortDescription"].strip()) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
        assert all(len(feature) <= 100 for feature in text["features"])


def test_pictures_of_a_description_are_in_the_repository():
    for text in TOLD["description"].values():
        assert text["screenshots"]
        assert [shot for shot in text["screenshots"] if not (ROOT / shot).is_file()] == []


def test_it_says_what_the_package_says():
    assert TOLD["name"] == PROJECT["name"]
    assert TOLD["softwareVersion"] == PROJECT["version"]
    assert TOLD["legal"]["license"] == PROJECT["license"]
    (python,) = (one for one in TOLD["dependsOn"]["open"] if one["name"] == "Python")
    assert PROJECT["requires-python"] == f">={python['versionMin']}"
