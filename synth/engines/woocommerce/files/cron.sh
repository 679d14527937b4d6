#!/bin/sh
# Does what the shop has planned for now: WordPress' own schedule, and WooCommerce's queue, whatever becomes of the other. In the store image, every few minutes.
# env: as the web container. exit: 0 done; 1 a part of it failed
set -u
failed=0
wp cron event run --due-now || failed=1
wp action-scheduler run || failed=1
exit $failed
