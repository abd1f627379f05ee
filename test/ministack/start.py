"""Starts MiniStack with one difference: PutEvents takes sources that begin with `aws.`.

AWS refuses those, and so does MiniStack: they are for services alone. The suite plays ECR and CodeCommit, which MiniStack
does not raise events for, so that the rules of the template see the very events that they would see.

It ends with its standard input, so that it never outlives the suite, whatever becomes of that.
"""

import functools
import os
import signal
import sys
import threading

from ministack import app
from ministack.services import eventbridge

eventbridge._put_events = functools.partial(eventbridge._put_events, allow_aws_source=True)


def end_with_input():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_input, daemon=True).start()
app.main()
