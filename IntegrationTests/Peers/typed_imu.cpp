// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// Publishes sensor_msgs/Imu on /imu, leaning more and more, and says what std_srvs/SetBool on /switch answers.
#include <cmath>
#include <cstdio>
#include <ros/ros.h>
#include <sensor_msgs/Imu.h>
#include <std_srvs/SetBool.h>

int main(int argc, char **argv) {
    ros::init(argc, argv, "imu_driver");
    ros::NodeHandle node;
    ros::Publisher publisher = node.advertise<sensor_msgs::Imu>("imu", 10);
    ros::service::waitForService("switch", 10000);
    std_srvs::SetBool call;
    call.request.data = true;
    bool answered = ros::service::call("switch", call);
    std::printf("%d %d %s\n", answered, call.response.success, call.response.message.c_str());
    std::fflush(stdout);
    sensor_msgs::Imu imu;
    imu.header.frame_id = "imu_link";
    for (int step = 0; ros::ok(); step++) {
        double angle = step * 0.01;
        imu.header.stamp = ros::Time::now();
        imu.orientation.x = std::sin(angle / 2);
        imu.orientation.w = std::cos(angle / 2);
        imu.linear_acceleration.x = step;
        publisher.publish(imu);
        ros::Duration(0.05).sleep();
    }
}
