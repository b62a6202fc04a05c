// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// A roscpp subscriber that takes a topic by UDP: prints each message's length and its first and last eight bytes.
#include <ros/ros.h>
#include <std_msgs/String.h>

#include <cstdio>

void heard(const std_msgs::String::ConstPtr& message) {
    const std::string& text = message->data;
    std::printf("%zu %s %s\n", text.size(), text.substr(0, 8).c_str(), text.substr(text.size() - 8).c_str());
    std::fflush(stdout);
}

int main(int argc, char** argv) {
    ros::init(argc, argv, "cpp_datagram_listener");
    ros::NodeHandle node;
    ros::Subscriber subscriber =
        node.subscribe("/ours", 100, heard, ros::TransportHints().unreliable().maxDatagramSize(1500));
    ros::spin();
    return 0;
}
