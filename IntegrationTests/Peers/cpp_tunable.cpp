// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// A roscpp node with dynamic_reconfigure's own test parameters; what is set for str_ comes back with a mark.
#include <dynamic_reconfigure/TestConfig.h>
#include <dynamic_reconfigure/server.h>
#include <ros/ros.h>

void changed(dynamic_reconfigure_test::TestConfig& config, uint32_t level) {
    if (level != static_cast<uint32_t>(-1) && config.str_ == "mark") config.str_ = "marked";
}

int main(int argc, char** argv) {
    ros::init(argc, argv, "tunable");
    dynamic_reconfigure::Server<dynamic_reconfigure_test::TestConfig> server;
    server.setCallback(changed);
    ros::spin();
    return 0;
}
