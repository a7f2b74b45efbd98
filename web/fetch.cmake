# Gets the packages that package-lock.json names into FOLDER (cmake -DNPM=... -DSOURCE=... -DFOLDER=... -P fetch.cmake).
# They come from npm's own cache where it has them; their scripts are not run.
file(MAKE_DIRECTORY ${FOLDER})
file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${FOLDER})
execute_process(
    COMMAND ${NPM} ci --ignore-scripts --prefer-offline --no-audit --no-fund --no-update-notifier --loglevel=error
    WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "npm could not get the packages of ${SOURCE} (is this machine offline?):\n${said}\n"
        "scripts/install-deps.sh installs npm; -DFLYWHEEL_WEB=OFF builds flywheel without it, with reports of words and tables alone.")
endif()
file(TOUCH ${FOLDER}/fetched)
