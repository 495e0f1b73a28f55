#pragma once

/* What Swift's Glibc module does not show. One header and one .c file for each concern. */
#include "CShimsFiles.h"
#include "CShimsMaking.h"
#include "CShimsPoll.h"
#include "CShimsProcess.h"
#include "CShimsScrypt.h"
#include "CShimsSignals.h"
#include "CShimsSocket.h"
#include "CShimsThread.h"
#include "CShimsTree.h"
#include "CShimsWalk.h"
