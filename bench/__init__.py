"""How fast we are, as ratios to what PostgreSQL itself can do, and whether an acknowledged answer survives a kill.

Above everything, like the tests: it may use `deploy` to start real servers, `tenants` and the rooms' services to make
organizations and surveys, and drives the web server over real HTTP from a process of its own. It measures and verifies;
no rule of the product lives here, and nothing imports it but the verbs `./dev bench` and `./dev load`.
"""
