#pragma once

/* Makes a fresh folder named `prefix` plus six random characters, in place. -errno on failure. */
int cshims_make_folder(char *template_ending_in_six_x);

/* Removes a folder and all in it, following no link. -errno of the first thing that stayed. */
int cshims_remove_tree(const char *path);
