"""docker-compose.yml, the image, the sample environment and the settings must know of each other."""

import re

import yaml
from django.conf import settings

from tests.architecture.sources import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
OURS = ("migrate", "web", "worker", "beat")
SETTINGS = (ROOT / "sli_portal" / "settings.py").read_text()


def test_every_value_the_containers_are_given_is_one_that_the_settings_read():
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', SETTINGS))
    for_the_storage_library = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}

    given = {name for service in OURS for name in SERVICES[service]["environment"]}

    assert given - read - for_the_storage_library == set()


def test_the_sample_environment_names_exactly_what_the_containers_take():
    taken = set(re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE))
    sample = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert sample == taken


def test_every_app_is_in_the_image():
    carried = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    ours = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}

    assert ours - carried == set()


def test_only_the_proxy_on_the_same_machine_reaches_a_container():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert [port for port in published if not port.startswith("127.0.0.1:")] == []


def test_the_image_and_the_set_up_install_the_same_print_libraries():
    image = (ROOT / "Dockerfile").read_text()
    set_up = (ROOT / "setup" / "system.py").read_text().split("FOR_THE_BROWSER_TESTS")[0]
    wanted = {
        name
        for name in re.findall(r'^    "([\w.-]+)": lambda', set_up, re.MULTILINE)
        if name.startswith(("lib", "font"))
    }

    assert wanted
    assert {name for name in wanted if name not in image} == set()
