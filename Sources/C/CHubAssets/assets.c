#include "CHubAssets.h"

static const unsigned char tokens_css[] = {
#embed "assets/tokens.css"
};
static const unsigned char base_css[] = {
#embed "assets/base.css"
};
static const unsigned char layout_css[] = {
#embed "assets/components/layout.css"
};
static const unsigned char nav_css[] = {
#embed "assets/components/nav.css"
};
static const unsigned char button_css[] = {
#embed "assets/components/button.css"
};
static const unsigned char status_css[] = {
#embed "assets/components/status.css"
};
static const unsigned char panel_css[] = {
#embed "assets/components/panel.css"
};
static const unsigned char table_css[] = {
#embed "assets/components/table.css"
};
static const unsigned char form_css[] = {
#embed "assets/components/form.css"
};
static const unsigned char feedback_css[] = {
#embed "assets/components/feedback.css"
};
static const unsigned char run_css[] = {
#embed "assets/components/run.css"
};
static const unsigned char browse_css[] = {
#embed "assets/components/browse.css"
};
static const unsigned char chart_css[] = {
#embed "assets/components/chart.css"
};
static const unsigned char icons_svg[] = {
#embed "assets/icons.svg"
};
static const unsigned char mark_svg[] = {
#embed "assets/mark.svg"
};
static const unsigned char brief_toast_js[] = {
#embed "assets/elements/brief-toast.js"
};
static const unsigned char copy_button_js[] = {
#embed "assets/elements/copy-button.js"
};
static const unsigned char live_region_js[] = {
#embed "assets/elements/live-region.js"
};
static const unsigned char relative_time_js[] = {
#embed "assets/elements/relative-time.js"
};
static const unsigned char run_log_js[] = {
#embed "assets/elements/run-log.js"
};
static const unsigned char sent_once_js[] = {
#embed "assets/elements/sent-once.js"
};
static const unsigned char setup_code_js[] = {
#embed "assets/elements/setup-code.js"
};
static const unsigned char shortcuts_js[] = {
#embed "assets/elements/shortcuts.js"
};
static const unsigned char shown_once_js[] = {
#embed "assets/elements/shown-once.js"
};
static const unsigned char signed_out_js[] = {
#embed "assets/elements/signed-out.js"
};
static const unsigned char own_zone_js[] = {
#embed "assets/elements/own-zone.js"
};
static const unsigned char living_css[] = {
#embed "assets/components/living.css"
};

static const chubassets_file files[] = {
    {"tokens.css", tokens_css, sizeof tokens_css},
    {"base.css", base_css, sizeof base_css},
    {"components/layout.css", layout_css, sizeof layout_css},
    {"components/nav.css", nav_css, sizeof nav_css},
    {"components/button.css", button_css, sizeof button_css},
    {"components/status.css", status_css, sizeof status_css},
    {"components/panel.css", panel_css, sizeof panel_css},
    {"components/table.css", table_css, sizeof table_css},
    {"components/form.css", form_css, sizeof form_css},
    {"components/feedback.css", feedback_css, sizeof feedback_css},
    {"components/run.css", run_css, sizeof run_css},
    {"components/browse.css", browse_css, sizeof browse_css},
    {"components/chart.css", chart_css, sizeof chart_css},
    {"icons.svg", icons_svg, sizeof icons_svg},
    {"mark.svg", mark_svg, sizeof mark_svg},
    {"living.css", living_css, sizeof living_css},
    {"elements/brief-toast.js", brief_toast_js, sizeof brief_toast_js},
    {"elements/copy-button.js", copy_button_js, sizeof copy_button_js},
    {"elements/live-region.js", live_region_js, sizeof live_region_js},
    {"elements/own-zone.js", own_zone_js, sizeof own_zone_js},
    {"elements/relative-time.js", relative_time_js, sizeof relative_time_js},
    {"elements/run-log.js", run_log_js, sizeof run_log_js},
    {"elements/sent-once.js", sent_once_js, sizeof sent_once_js},
    {"elements/setup-code.js", setup_code_js, sizeof setup_code_js},
    {"elements/shortcuts.js", shortcuts_js, sizeof shortcuts_js},
    {"elements/shown-once.js", shown_once_js, sizeof shown_once_js},
    {"elements/signed-out.js", signed_out_js, sizeof signed_out_js},
};

const chubassets_file *const chubassets_files = files;
const size_t chubassets_count = sizeof files / sizeof files[0];
