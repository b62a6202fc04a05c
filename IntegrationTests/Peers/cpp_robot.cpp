// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// A roscpp robot: publishes /cpp_chatter, hears /cpp_cmd and says it again on /cpp_heard, offers /cpp_switch.
#include <ros/ros.h>
#include <std_msgs/String.h>
#include <std_srvs/SetBool.h>

static ros::Publisher heard;

static void onCommand(const std_msgs::String::ConstPtr& message) { heard.publish(message); }

static bool onSwitch(std_srvs::SetBool::Request& request, std_srvs::SetBool::Response& response) {
    response.success = request.data;
    response.message = "cpp";
    return true;
}

int main(int argc, char** argv) {
    ros::init(argc, argv, "cpp_robot");
    ros::NodeHandle node;
    ros::Publisher chatter = node.advertise<std_msgs::String>("/cpp_chatter", 100);
    heard = node.advertise<std_msgs::String>("/cpp_heard", 10, true);
    ros::Subscriber command = node.subscribe("/cpp_cmd", 10, onCommand);
    ros::ServiceServer service = node.advertiseService("/cpp_switch", onSwitch);
    ros::Rate rate(20);
    for (int count = 0; ros::ok(); ++count) {
        std_msgs::String message;
        message.data = "cpp " + std::to_string(count);
        chatter.publish(message);
        ros::spinOnce();
        rate.sleep();
    }
    return 0;
}
