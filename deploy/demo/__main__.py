"""`python -m deploy.demo`: see the package."""

import sys

from deploy.demo.demo import main

sys.exit(main())
