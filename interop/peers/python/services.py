"""Creates, lists over several pages, changes and deletes with Twilio's library for Python, as its users do."""
import os
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

http = TwilioHttpClient()
http.session.verify = os.environ["SSL_CERT_FILE"]  # this version does not read REQUESTS_CA_BUNDLE
credentials = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
api = Client(*credentials, http_client=http).serverless.v1
made = [api.services.create(unique_name=f"python-{i}", friendly_name=f"Python {i}") for i in range(5)]
listed = [s.sid for s in api.services.list(page_size=2)]
assert sorted(listed) == sorted(s.sid for s in made), listed
page = api.services.page(page_size=2)
assert page.next_page().previous_page().get_instance({}) is not None
service = api.services(made[0].sid)
assert service.update(friendly_name="renamed").friendly_name == "renamed"
environment = service.environments.create(unique_name="dev", domain_suffix="dev")
variables = service.environments(environment.sid).variables
for i in range(5):
    variables.create(key=f"KEY_{i}", value="ä & +")
assert {v.value for v in variables.list(page_size=2)} == {"ä & +"}
for s in made:
    assert api.services(s.sid).delete()
try:
    service.fetch()
except TwilioRestException as error:
    assert (error.status, error.code) == (404, 20404), error
else:
    raise AssertionError("a deleted Service is found")
print("done")
