// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
// Publishes its count and counts what it hears: both directions of a roscpp node.
#include <ros/ros.h>
#include <std_msgs/String.h>

int main(int argc, char** argv) {
    ros::init(argc, argv, "cpp_talker");
    ros::NodeHandle node;
    int value = 0;
    node.setParam("/cpp_parameter", 42);
    node.getParam("/cpp_parameter", value);
    auto publisher = node.advertise<std_msgs::String>("/cpp_chatter", 10);
    bool heard = false;
    auto subscriber = node.subscribe<std_msgs::String>(
        "/py_chatter", 10, [&](const std_msgs::String::ConstPtr&) {
            if (!heard) { printf("HEARD %d\n", value); fflush(stdout); }
            heard = true;
        });
    ros::Rate rate(20);
    while (ros::ok()) {
        std_msgs::String message;
        message.data = "from cpp";
        publisher.publish(message);
        ros::spinOnce();
        rate.sleep();
    }
}
