// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// A roscpp publisher of messages that take three datagrams each: a number, much else, the number again.
#include <ros/ros.h>
#include <std_msgs/String.h>

#include <cstdio>

int main(int argc, char** argv) {
    ros::init(argc, argv, "cpp_datagrams");
    ros::NodeHandle node;
    ros::Publisher publisher = node.advertise<std_msgs::String>("/datagrams", 10);
    ros::WallRate rate(50);
    for (int count = 0; ros::ok(); ++count) {
        char number[16];
        std::snprintf(number, sizeof number, "%08d", count);
        std_msgs::String message;
        message.data = number + std::string(3000, 'x') + number;
        publisher.publish(message);
        rate.sleep();
    }
    return 0;
}
